# この設備の鍵と、その控え
safekeeping-title = 鍵の控え
safekeeping-lead = この Mamori は、サービスを動かしているコンピューターの keys フォルダにある3つの鍵を使います。鍵の中身は、どの画面にも出ません。
safekeeping-waits = 鍵の控えを、安全な場所に置いてください
safekeeping-done = 鍵の控えは、安全な場所にあります
safekeeping-why = バックアップには鍵が入りません。コンピューターが壊れて鍵がなくなると、バックアップだけでは元に戻せないものがあります。鍵とバックアップを同じ場所に置くと、それを手に入れた人が両方を使えてしまいます。
safekeeping-step-copy = keys フォルダをそのまま、USB メモリなどに写します。
safekeeping-step-place = 写したものを、金庫など、バックアップとは別の場所に置きます。
safekeeping-step-again = 鍵を新しくしたときは、写し直します。
safekeeping-tick = いまのすべての鍵の控えを、バックアップとは別の安全な場所に置きました
safekeeping-unticked = 控えを置いたら、下の欄に印を付けてください。
safekeeping-go = 置いたことを記録する
safekeeping-now = いま使っている鍵
safekeeping-before = 前の鍵
safekeeping-without-master = なくすと：確認コードのアプリと暗証番号が使えなくなります。それぞれが設定し直します。
safekeeping-without-vault = なくすと：それまでに預かった根拠のファイルが、だれにも読めなくなります。
safekeeping-without-log = なくすと：この名前のログには、もう何も固定できません。新しいログを始め、そのことが残ります。
safekeeping-mark = 見分けるための印：{ $mark }
safekeeping-since = { $at }から
safekeeping-not-safe = 控えを置いたという記録が、まだありません。
safekeeping-safe = { $at }に、控えを置いたと記録されています。
safekeeping-in-use = 使っている
safekeeping-earlier = 前の鍵（残している）
safekeeping-destroyed = 破棄した
safekeeping-lost = なくした
safekeeping-commands = 鍵を確かめる、新しくする、前の鍵を破棄するのは、サービスを動かしているコンピューターで行います。
today-safekeeping = 鍵の控えが、まだ安全な場所にありません（{ $n }個）。なくすと、元に戻せないものがあります。
today-safekeeping-go = 鍵の控えを置く

sign-in-key-lost = この設備の鍵が失われたため、登録されている確認コードや暗証番号と比べられません。回復コードを使うか、組織の管理責任者に入り方を作り直してもらってください。

# コマンド
cli-keys = 鍵の一覧、新しい鍵、前の鍵の破棄
cli-keys-usage = mamori keys list [オプション]
    mamori keys rotate master|vault|log [--lost] [オプション]
    mamori keys retire master|vault|log 番号 [--now] [オプション]
cli-keys-list = これまでの鍵を、状態と、必要としている記録の数とともに表示します
cli-keys-list-usage = mamori keys list [オプション]
cli-keys-rotate = 新しい鍵に替えます。サービスを止めてから行います
cli-keys-rotate-usage = mamori keys rotate master|vault|log [--lost] [オプション]
cli-keys-retire = 前の鍵を破棄します。サービスを止めてから行います
cli-keys-retire-usage = mamori keys retire master|vault|log 番号 [--now] [オプション]
cli-keys-name = どの鍵か：master、vault、log
cli-keys-number = 鍵の番号（mamori keys list が表示します）
cli-keys-lost = 鍵のファイルをなくした。その鍵でしか読めないものは、あきらめる
cli-keys-now = 替えてから30日たっていなくても破棄する。それより前のバックアップの一部は読めなくなる
cli-value-number = 番号
keys-listed = { $file }（{ $number }番）：{ $stage }。{ $at }から。印 { $mark }
keys-listed-needed = 　この鍵で暗号化した記録：{ $n }件
keys-listed-not-safe = 　控えを安全な場所に置いたという記録が、まだありません（運営のページ「鍵の控え」）
keys-none = まだ鍵の記録がありません。サービスを一度起動すると記録します。
keys-rotated = 新しい鍵 { $file } に替えました（{ $number }番、印 { $mark }）。{ $n }件を新しい鍵で暗号化し直しました。
keys-rotated-log = 新しいログを始めました（{ $number }番）。公開鍵は次のとおりです。記録しておいてください：{ $mark }
keys-rotated-lost = なくした鍵でしか読めないもの：{ $n }件
keys-rotated-copy = keys フォルダの控えを、いま作り直してください。前の鍵は{ $days }日間残し、それから mamori keys retire で破棄してください。
keys-rotated-copy-log = keys フォルダの控えを、いま作り直してください。
keys-retired = { $number }番の鍵を破棄しました（その前に{ $n }件を暗号化し直しました）。控えも破棄してください。それより前のバックアップは、この鍵なしには一部が読めません。
keys-serving = サービスがこの鍵を使っています。すべてのコンピューターで mamori serve を止めてから、もう一度行ってください。
keys-not-lost = 鍵はあります。--lost を付けずに行ってください。
keys-held = いまの記録は、控えの見出しから続いていません。先に mamori log adopt で決めてください。
keys-no-such = そのような鍵はありません。mamori keys list で確かめてください。
keys-stage = その鍵は「{ $stage }」です。破棄できるのは、前の鍵だけです。
keys-public = 前のログの秘密の鍵は、新しいログを始めたときになくなっています。残っているのは公開鍵で、それまでの記録を確かめるために要ります。
keys-too-early = { $until }までは残してください。それより前に取ったバックアップに必要です。今すぐ破棄するなら --now を付けてください。
keys-unreadable = 暗号化した記録のなかに、その鍵で開けないものがあります。何も破棄していません。mamori db check で確かめてください。
keys-no-number = この鍵はもう新しくできません（255個まで）。
keys-gone = 鍵 { $path } がありません（印 { $mark }）。このデータベースに必要です。控えから戻してください。どこにもなければ、mamori keys rotate { $name } --lost で、なくしたものとして続けられます。
keys-other = 鍵 { $path } は別の鍵です（必要なのは印 { $expected }、あるのは印 { $found }）。正しい控えから戻してください。
