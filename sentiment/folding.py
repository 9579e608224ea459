"""The form in which words are compared: small letters, half width, simplified. As long as the message, so offsets stay true."""

import unicodedata

_TRADITIONAL = (
    "壞坏 問问 題题 維维 員员 態态 態态 買买 賣卖 錢钱 機机 電电 話话 會会 沒没 無无 來来 個个 誰谁 們们 這这 還还 讓让 給给 說说 講讲 "
    "謝谢 讚赞 贊赞 動动 慘惨 爛烂 亂乱 難难 氣气 惱恼 煩烦 騙骗 嚴严 慮虑 擔担 憂忧 滿满 順顺 開开 關关 閉闭 鬆松 鬧闹 罵骂 貼贴 "
    "親亲 愛爱 歡欢 樂乐 興兴 驚惊 優优 質质 強强 棄弃 過过 對对 錯错 誤误 遲迟 費费 漲涨 賠赔 償偿 斷断 線线 網网 訊讯 號号 現现 "
    "終终 於于 總总 當当 虧亏 傷伤 淚泪 髒脏 險险 嚇吓 燒烧 濕湿 損损 毀毁 裝装 應应 該该 麼么 嗎吗 請请 幾几 時时 間间 價价 單单 "
    "發发 貨货 運运 遞递 達达 處处 辦办 變变 極极 絕绝 訴诉 評评 業业 專专 細细 淨净 靜静 聲声 響响 熱热 涼凉 飯饭 覺觉 廢废 繼继 "
    "續续 連连 換换 後后 從从 點点 樣样 種种 幫帮 與与 卻却 雖虽 歉歉 認认 識识 實实 體体 貴贵 團团 傻傻 掛挂 煉炼 嘆叹 憤愤 讓让 "
    "恆恒 懷怀 戲戏 頭头 腦脑 離离 譜谱 負负 責责 規规 則则 揪揪 誇夸 獎奖 勵励 顧顾 遠远 尋寻 審审 闆板 錶表 週周"
)
_FOLDED = {ord(pair[0]): pair[1] for pair in _TRADITIONAL.split()} | {ord("’"): "'", ord("‘"): "'"}


def fold(text: str) -> str:
    """The message with every character replaced by its plain form; the length never changes."""
    return "".join(map(_plain, text.translate(_FOLDED)))


def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold()
    return plain if len(plain) == 1 else character
