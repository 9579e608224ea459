"""The wording of every refusal of this package in English and Chinese: what was expected, what came, what to do."""

MESSAGES: dict[str, dict[str, str]] = {
    "kb.title_missing": {
        "en": "An article needs a title. Write one before saving.",
        "zh": "文章需要标题。请先填写标题再保存。",
    },
    "kb.text_too_long": {
        "en": "The article has {got} characters; at most {limit} fit. Divide it into several articles.",
        "zh": "文章有 {got} 个字符，最多 {limit} 个。请拆成几篇文章。",
    },
    "kb.step_not_allowed": {
        "en": "{step} is possible when an article is {expected}; this one is {got}. Reload the page to see what happened to it.",
        "zh": "只有状态为 {expected} 的文章才能执行 {step}，这篇是 {got}。请刷新页面查看它的最新状态。",
    },
    "kb.own_review": {
        "en": "{person} wrote this version and cannot approve it. Ask somebody else to read it.",
        "zh": "这个版本由 {person} 撰写，本人不能批准。请让其他人审阅。",
    },
    "kb.version_unknown": {
        "en": "There is no version {version}; the newest is {newest}. Choose one from the list.",
        "zh": "没有版本 {version}，最新版本是 {newest}。请从列表中选择。",
    },
    "kb.version_moved": {
        "en": "Version {newest} was saved while you edited version {version}. Compare them, then save again.",
        "zh": "您编辑版本 {version} 时，版本 {newest} 已被保存。请比较后再保存。",
    },
    "kb.audience_invalid": {
        "en": "The audience must be customer, internal or team:NAME; {got} came.",
        "zh": "受众必须是 customer、internal 或 team:团队，收到的是 {got}。",
    },
    "kb.snippet_unknown": {
        "en": "There is no snippet {name}. Create it or take it out of the text.",
        "zh": "没有片段 {name}。请先创建，或从正文中删除。",
    },
    "kb.snippet_circle": {
        "en": "The snippet {name} contains itself: {path}. Take one of them out.",
        "zh": "片段 {name} 包含了自己：{path}。请删除其中一个。",
    },
    "kb.settings_invalid": {
        "en": "{name} must be {expected}; {got} came.",
        "zh": "{name} 应为 {expected}，收到的是 {got}。",
    },
}
