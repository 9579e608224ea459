"""The wording of every refusal of this package in English and Chinese: what was expected, what came, what to do."""

MESSAGES: dict[str, dict[str, str]] = {
    "surveys.no_questions": {
        "en": "A survey needs at least one question. Add one before saving.",
        "zh": "问卷至少需要一个问题。请先添加问题再保存。",
    },
    "surveys.question_repeated": {
        "en": "The question id {question} is used twice. Give each question an id of its own.",
        "zh": "问题编号 {question} 重复。请为每个问题设置不同的编号。",
    },
    "surveys.words_missing": {
        "en": "{where} has no text in {language}. Write it in every language the survey is sent in.",
        "zh": "{where} 缺少 {language} 文本。请补齐问卷发送的每种语言。",
    },
    "surveys.options_invalid": {
        "en": "{question} needs at least two different options. It has {got}.",
        "zh": "{question} 至少需要两个不同的选项，目前有 {got} 个。",
    },
    "surveys.branch_invalid": {
        "en": "A branch of {question} leads to {target}, which is not a later question. Branches only lead forward or to the end.",
        "zh": "{question} 的分支指向 {target}，但它不是后面的问题。分支只能指向后面的问题或结束。",
    },
    "surveys.branch_values_invalid": {
        "en": "A branch of {question} waits for {got}, which nobody can answer there. Use values of its scale.",
        "zh": "{question} 的分支条件 {got} 不可能被选中。请使用该量表的取值。",
    },
    "surveys.answer_unknown": {
        "en": "There is no question {question} in this survey. Reload the page and answer again.",
        "zh": "本问卷没有问题 {question}。请刷新页面后重新作答。",
    },
    "surveys.answer_invalid": {
        "en": "{question} expects {expected}; {got} came. Choose one of the values shown.",
        "zh": "{question} 应为 {expected}，收到的是 {got}。请选择页面上的值。",
    },
    "surveys.answer_missing": {
        "en": "{question} has no answer yet. Answer it, then send again.",
        "zh": "{question} 尚未作答。请作答后再提交。",
    },
    "surveys.text_too_long": {
        "en": "The comment has {got} characters; at most {limit} fit. Shorten it.",
        "zh": "留言有 {got} 个字符，最多 {limit} 个。请缩短。",
    },
    "surveys.setting_invalid": {
        "en": "{name} must be {expected}; {got} came.",
        "zh": "{name} 应为 {expected}，收到的是 {got}。",
    },
    "surveys.zone_unknown": {
        "en": "{got} is no time zone. Use a name such as Asia/Shanghai or Europe/Berlin.",
        "zh": "{got} 不是时区。请使用 Asia/Shanghai、Europe/Berlin 之类的名称。",
    },
    "surveys.tally_mixed": {
        "en": "Answers to {left} and to {right} cannot be counted together. Compare one kind of question at a time.",
        "zh": "{left} 与 {right} 的回答不能合并统计。请一次只比较一种问题。",
    },
    "surveys.counts_invalid": {
        "en": "Counts must be whole numbers from 0, and answers no more than invitations; {got} came.",
        "zh": "计数必须是不小于 0 的整数，且回答数不能多于邀请数；收到的是 {got}。",
    },
    "surveys.link_invalid": {
        "en": "This link does not belong to a survey. Open the newest message you received from us.",
        "zh": "此链接不属于任何问卷。请打开我们最近发给您的消息。",
    },
    "surveys.link_expired": {
        "en": "This survey has ended. Thank you; write to us at any time if something is still open.",
        "zh": "本次调查已结束，感谢您。如仍有问题未解决，请随时联系我们。",
    },
    "surveys.link_withdrawn": {
        "en": "This survey is no longer needed. Your request is being worked on again.",
        "zh": "本次调查已取消：您的问题正在重新处理。",
    },
    "surveys.answer_final": {
        "en": "Your answer can no longer be changed; it was given more than {hours} hours ago. Thank you.",
        "zh": "您的回答提交已超过 {hours} 小时，不能再修改。谢谢。",
    },
    "surveys.keys_invalid": {
        "en": "The keys {got} are no answer to {question}; expected {expected}. Ask again or end the survey.",
        "zh": "按键 {got} 不是 {question} 的有效回答，应为 {expected}。请再问一次或结束调查。",
    },
    "surveys.follow_up_incomplete": {
        "en": "A follow-up is closed with contact, cause, remedy and what the customer was told; {missing} is missing.",
        "zh": "关闭回访前须填写联系情况、原因、补救措施和告知客户的内容；缺少 {missing}。",
    },
    "surveys.follow_up_own": {
        "en": "{agent} was rated in this survey and cannot take its follow-up. Choose somebody else.",
        "zh": "{agent} 是本次被评价的客服，不能负责这次回访。请另选他人。",
    },
}
