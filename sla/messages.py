"""The wording of every refusal of this package, by code and language. Both languages name the same parameters."""

from collections.abc import Mapping

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "sla.naive_instant": {
        "en": "Expected an instant with a time zone, got {got}. Hand in an aware datetime.",
        "zh": "时间必须带时区，收到的是 {got}。请传入带时区的时间。",
    },
    "sla.instant_out_of_range": {
        "en": "Expected an instant between the years {first} and {last}, got {got}. Correct the date.",
        "zh": "时间必须在 {first} 年到 {last} 年之间，收到的是 {got}。请更正日期。",
    },
    "sla.duration_not_whole": {
        "en": "Expected whole seconds, got {got}. Round the duration to seconds.",
        "zh": "时长必须是整秒，收到的是 {got}。请取整到秒。",
    },
    "sla.no_open_time": {
        "en": "Found no {seconds} open seconds around {start} in the calendar. Open more hours.",
        "zh": "在 {start} 前后，日历中没有 {seconds} 秒营业时间。请增加营业时间。",
    },
    "sla.never_opens": {
        "en": "The calendar never opens in the year after {start}. Give it opening hours, then save.",
        "zh": "从 {start} 起一年内，日历没有任何营业时间。请先设置营业时间再保存。",
    },
    "sla.zone_unknown": {
        "en": "Expected an IANA time zone such as Asia/Shanghai, got {got}. Choose one from the list.",
        "zh": "时区必须是 IANA 名称（如 Asia/Shanghai），收到的是 {got}。请从列表中选择。",
    },
    "sla.clock_time_invalid": {
        "en": "Expected a time of day from 00:00 to 24:00 in {where}, got {got}. Write it as HH:MM.",
        "zh": "{where} 中的时刻必须在 00:00 到 24:00 之间，收到的是 {got}。请写成 HH:MM。",
    },
    "sla.interval_invalid": {
        "en": "Expected opening before closing in {where}, got {got}. Split hours past midnight at 24:00.",
        "zh": "{where} 中开始必须早于结束，收到的是 {got}。跨午夜的时段请在 24:00 处拆成两段。",
    },
    "sla.weekday_unknown": {
        "en": "Expected a weekday of mon tue wed thu fri sat sun, got {got}. Use one of these keys.",
        "zh": "星期必须是 mon tue wed thu fri sat sun 之一，收到的是 {got}。请使用这些键。",
    },
    "sla.date_invalid": {
        "en": "Expected a date like {shape} in {where}, got {got}. Correct it.",
        "zh": "{where} 中的日期应写成 {shape}，收到的是 {got}。请更正。",
    },
    "sla.field_unknown": {
        "en": "Did not expect the field {got} in {where}. Allowed are: {allowed}.",
        "zh": "{where} 中不应有字段 {got}。允许的字段：{allowed}。",
    },
    "sla.field_missing": {
        "en": "Expected the field {field} in {where}, it is missing. Add it.",
        "zh": "{where} 缺少字段 {field}。请补上。",
    },
    "sla.value_invalid": {
        "en": "Expected {expected} for {field} in {where}, got {got}. Correct it.",
        "zh": "{where} 的 {field} 应为 {expected}，收到的是 {got}。请更正。",
    },
    "sla.direction_unknown": {
        "en": "Expected the direction after or before, got {got}. Use one of the two.",
        "zh": "方向必须是 after 或 before，收到的是 {got}。请二选一。",
    },
    "sla.count_invalid": {
        "en": "Expected a whole number of periods from 0 to {most}, got {got}. Ask for fewer.",
        "zh": "时段数量必须是 0 到 {most} 的整数，收到的是 {got}。请减少数量。",
    },
    "sla.country_unknown": {
        "en": "Expected a country (and region) with known holidays, got {got}. Choose one from the list.",
        "zh": "节假日列表中没有 {got}。请从列表中选择国家（和地区）。",
    },
    "sla.events_invalid": {
        "en": "Expected {expected} in the ticket's events, got {got}. Check their order and times.",
        "zh": "工单事件应满足：{expected}，收到的是 {got}。请检查事件的顺序和时间。",
    },
}
