# SPDX-License-Identifier: GPL-3.0-or-later
# For the programs that let calls fail (fault.h). The names behind --wrap are the functions in fault.c. A program adds
#   name_SOURCES = name.c $(fault_sources)
#   name_LDADD = $(LDADD) $(fault_libs)
#   name_LDFLAGS = $(AM_LDFLAGS) $(fault_flags)

fault_sources = tests/fake/fault.c tests/fake/fault.h
fault_libs = $(CORE_LIBS)
fault_flags = \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=CRYPTO_malloc \
	-Wl,--wrap=RAND_bytes,--wrap=EVP_Digest,--wrap=EVP_MD_CTX_new,--wrap=EVP_DigestInit_ex \
	-Wl,--wrap=EVP_DigestUpdate,--wrap=EVP_DigestFinal_ex \
	-Wl,--wrap=QRcode_encodeString8bit,--wrap=ZBarcode_Create \
	-Wl,--wrap=png_create_write_struct,--wrap=png_create_info_struct \
	-Wl,--wrap=pthread_create,--wrap=eventfd,--wrap=socketpair \
	-Wl,--wrap=posix_spawn,--wrap=posix_spawnattr_init,--wrap=posix_spawn_file_actions_init \
	-Wl,--wrap=posix_spawn_file_actions_adddup2 \
	-Wl,--wrap=poll,--wrap=send,--wrap=recv,--wrap=read,--wrap=write,--wrap=waitpid \
	-Wl,--wrap=curl_url,--wrap=curl_global_init,--wrap=curl_multi_init,--wrap=curl_easy_init \
	-Wl,--wrap=curl_easy_setopt,--wrap=curl_multi_add_handle,--wrap=curl_multi_perform
