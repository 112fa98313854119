-- One row is a chatbot conversation, accepted.
{{ accepted('chatbot_conversations', ref('checked_chatbot_conversations')) }}
