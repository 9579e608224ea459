"""What the mood rules refuse: a code with parameters and its wording in both languages. Not the mapper to HTTP."""

MESSAGES: dict[str, dict[str, str]] = {
    "mood.table_header": {
        "en": "The table must start with a header holding {expected}; it starts with {found}. Add the header line, tab-separated.",
        "zh": "表格第一行应是含有 {expected} 的表头，实际是 {found}。请补上以制表符分隔的表头。",
    },
    "mood.table_row": {
        "en": "Line {line}: expected {expected} tab-separated values, found {found}. Remove tabs inside texts, or add what is missing.",
        "zh": "第 {line} 行：应有 {expected} 个以制表符分隔的值，实际 {found} 个。请去掉文字里的制表符或补全缺失的值。",
    },
    "mood.table_label": {
        "en": "Line {line}: the label must be negative, neutral or positive, not {found}. Correct it and run again.",
        "zh": "第 {line} 行：标签只能是 negative、neutral 或 positive，不能是 {found}。请改正后重试。",
    },
    "mood.table_empty": {
        "en": "The table holds no row to measure. Add at least one line below the header.",
        "zh": "表格里没有可评测的行。请在表头下面至少加一行。",
    },
    "mood.head_format": {
        "en": "This is not a mood head: {reason}. Train it again with sentiment.training.",
        "zh": "这不是情绪判断用的分类头：{reason}。请用 sentiment.training 重新训练。",
    },
    "mood.head_width": {
        "en": "The head was trained on {expected} values for each message, but {found} came. Use the encoder {encoder}, or train again.",
        "zh": "分类头按每条消息 {expected} 个数值训练，实际收到 {found} 个。请改用编码器 {encoder} 或重新训练。",
    },
    "mood.vectors_missing": {
        "en": "{missing} of {rows} training messages have no vector, the first is line {line}. Encode every message of the data files.",
        "zh": "{rows} 条训练消息中有 {missing} 条没有向量，第一条在第 {line} 行。请把数据文件里的每条消息都编码。",
    },
    "mood.too_few": {
        "en": "At least {expected} messages of every label are needed to train, {label} has {found}. Add messages.",
        "zh": "每个标签至少需要 {expected} 条消息才能训练，{label} 只有 {found} 条。请补充消息。",
    },
}


class SentimentError(ValueError):
    """A refusal: `code` is the message key, `params` fill the wording; `str()` is the English text."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def text(self, language: str) -> str:
        """The wording in `en` or `zh` (any `zh-…` tag counts as `zh`, everything else as `en`)."""
        return MESSAGES[self.code]["zh" if language.startswith("zh") else "en"].format_map(self.params)

    def __str__(self) -> str:
        return self.text("en")
