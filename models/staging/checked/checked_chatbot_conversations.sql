-- One row is a chatbot conversation as delivered: typed, with every reason to refuse it.
{{ checked('chatbot_conversations', input('chatbot_conversations')) }}
