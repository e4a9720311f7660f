# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/confirm. A channel is one file; its row is in channel.c.

libbaton_core_la_SOURCES += plugin/confirm/channel.c plugin/confirm/channel.h plugin/confirm/channel_type.h
libbaton_core_la_SOURCES += plugin/confirm/chat_channel.c plugin/confirm/chat_channel.h
libbaton_core_la_SOURCES += plugin/confirm/gateway.c plugin/confirm/gateway.h
libbaton_core_la_SOURCES += plugin/confirm/gsm.c plugin/confirm/gsm.h
libbaton_core_la_SOURCES += plugin/confirm/http_body.c plugin/confirm/http_body.h
libbaton_core_la_SOURCES += plugin/confirm/phone.c plugin/confirm/phone.h
libbaton_core_la_SOURCES += plugin/confirm/popup_channel.c plugin/confirm/popup_channel.h
libbaton_core_la_SOURCES += plugin/confirm/question.c plugin/confirm/question.h
libbaton_core_la_SOURCES += plugin/confirm/quota.c plugin/confirm/quota.h
libbaton_core_la_SOURCES += plugin/confirm/response.c plugin/confirm/response.h
libbaton_core_la_SOURCES += plugin/confirm/sms_budget.c plugin/confirm/sms_budget.h
libbaton_core_la_SOURCES += plugin/confirm/sms_channel.c plugin/confirm/sms_channel.h
