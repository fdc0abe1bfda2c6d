# 記録の保管庫
evidence-nav = 記録
evidence-title = 記録の保管庫
evidence-lead = 教育の名簿、入退室の記録、図面など、あとで「その日に、これがあった」と示したいファイルを預かります。受け取った時刻は Mamori が付け、あとから変えられません。ファイルは会社ごとの鍵で暗号化して保管します。
evidence-who-keeps = 預けられるのは、経営者、管理責任者、担当者です。
evidence-list = 預かっている記録
evidence-none = まだ何も預かっていません。まず、直近の教育の記録や、施錠・入退室の台帳を1つ預けてみてください。
evidence-older = もっと前の記録
evidence-title-erased = （消去された名前）
evidence-name-erased = （消去されたファイル名）
evidence-discarded = 廃棄ずみ
evidence-listed = { $period }・ファイル { $n } 個・{ $size }
evidence-received = 受け取り { $at }（{ $who }）
evidence-span = { $from } 〜 { $until }
evidence-keep-title = 記録を預ける
evidence-field-title = 何の記録か
evidence-field-title-note = 例：情報管理の教育（第1工場、2026年度）
evidence-field-from = いつの記録か（始まりの日）
evidence-field-from-note = 例：2026-10-01、令和8年10月1日
evidence-field-until = 終わりの日
evidence-field-until-note = 1日だけのものは、空けておいてください
evidence-field-class = 扱い
evidence-field-keep-until = いつまで預かるか
evidence-field-keep-until-note = 慎重に扱う書類だけに書きます（10年以内）。この日を過ぎると、自動で廃棄します。期間の目安は会社で決めてください
evidence-field-files = ファイル
evidence-field-files-note = いくつでも選べます（1つ10 GBまで、全部で200個まで）。プログラムは預かれません
evidence-class-ordinary = ふつうの記録
evidence-class-ordinary-note = 支援者を除く、会社の全員が見られます
evidence-class-sensitive = 慎重に扱う書類
evidence-class-sensitive-note = 住民票、経歴書、誓約書など。マイナンバー（個人番号）と本籍のない写しを預けてください。見られるのは経営者と管理責任者だけで、見たことはすべて残ります
evidence-keep-go = 預ける
evidence-files-stay = 受け取ったファイルはそのままです。選び直す必要はありません。
evidence-sending = 送っています
evidence-again = 回線が切れました。つながりしだい、続きから送ります
evidence-failed = 送れませんでした
evidence-came = 受け取りました
evidence-remove = 外す
evidence-period = いつの記録か
evidence-period-note = 預けた人が書いた日です
evidence-when = 受け取った時刻
evidence-when-note = Mamori が付けた時刻です。だれにも変えられません
evidence-files = ファイル（{ $n } 個）
evidence-noted = ファイルを取り出すと、だれがいつ取り出したかが残ります。
evidence-add-title = ファイルを加える
evidence-add-go = 加える
evidence-looked = だれが取り出したか
evidence-looked-nobody = まだだれも取り出していません。
evidence-time = 時刻証明
evidence-time-lead = Mamori とは別の機関（タイムスタンプ局）が、「この時刻に、このファイルがあった」と証明します。この証明は、Mamori がなくても確かめられます。機関に渡すのはファイルの SHA-256 をまとめたものの SHA-256 だけで、ファイルも名前も渡しません。
evidence-time-proved = { $at } に、{ $authority } が証明しました。
evidence-time-ends = この証明の証明書の期限：{ $at }。30日前になると、次の証明を受けます。
evidence-time-ends-alone = この証明の証明書の期限：{ $at }。
evidence-time-over = この証明の証明書の期限（{ $at }）が過ぎ、次の証明がありません。証明はそのまま残りますが、いまから確かめる人には、期限内ほどには信用されないことがあります。Mamori の運営者に知らせてください。
evidence-time-part = この証明のあとに加えたファイルは、まだ証明されていません。
evidence-time-next-not-set = この Mamori には、時刻を証明する機関が設定されていません。受け取った時刻を示せるのは Mamori の記録だけです。
evidence-time-next-not-set-more = いまは、時刻を証明する機関が設定されていません。新しい証明は受けられません。
evidence-time-next-tonight = 今夜（午前3時すぎ）に証明を受けます。件数が多いときは、次の夜になります。
evidence-time-next-waiting = いま、証明を待っています。ふつうは1分以内に届きます。
evidence-time-next-again = まだ証明を受けられていません。自動で試し直します。
evidence-time-next-given-up = 証明を受けられませんでした。Mamori の運営者が確かめてから試し直します。ファイルはそのまま預かっています。
evidence-time-take = 証明を取り出す（ZIP）
evidence-time-take-note = 証明、証明したものの一覧（ファイル名と SHA-256）、証明書、確かめ方の説明が入っています。ファイルそのものは入っていません。取り出したことは残ります。
evidence-discard = この記録を廃棄する
evidence-discard-lead = 「{ $title }」のファイル { $n } 個を廃棄します。
evidence-discard-gone = ファイルの中身は保管庫から消え、取り戻せません。
evidence-discard-stays = 何をいつ受け取り、いつ廃棄したか、ファイルの SHA-256 は残ります。同じファイルが手元にあれば、預けていたことを示せます。
evidence-discard-never = バックアップに残る写しは、バックアップの期限まで残ります。
evidence-reason = 廃棄する理由
evidence-reason-mistake = まちがえて預けた
evidence-reason-over = 預かる期間が終わった
evidence-reason-asked = 書類に書かれた本人から求められた
evidence-discard-go = 廃棄する
evidence-discard-not = やめる
evidence-discarded-on = { $day } に廃棄しました（{ $reason }）。ファイルはもうありません。
evidence-wrong-title = 1行、120文字までで書いてください
evidence-wrong-day = 日付として読めません。2026-10-01 や令和8年10月1日のように書いてください
evidence-wrong-later = まだ来ていない日です。きょうまでの日を書いてください
evidence-wrong-before = 始まりの日より前です。始まりの日か、それより後の日を書いてください
evidence-wrong-class = どちらかを選んでください
evidence-wrong-keep-until = 慎重に扱う書類には、きょうから10年以内の日を書いてください
evidence-wrong-keep-nothing = 慎重に扱う書類だけに書きます。空けるか、扱いを選び直してください
evidence-wrong-no-file = ファイルを1つ以上選んでください
evidence-wrong-upload = 2日以内にあなたが送ったファイルの upload を書いてください。古いものは、もう一度送ってください
size-bytes = { $n } バイト
rule-evidence-not-kept = この記録はまだ預かっていません。
rule-evidence-kept-otherwise = この記録はもう預かっています。
rule-evidence-discarded = この記録は廃棄されています。新しい記録として預けてください。
rule-evidence-no-files = ファイルを1つ以上選んでください。
rule-evidence-too-many-files = 1つの記録に預かれるのは200個までです。記録を分けてください。
rule-evidence-later = まだ来ていない日です。きょうまでの日を書いてください。
rule-evidence-ends-before = 終わりの日が、始まりの日より前です。
rule-evidence-keep-until = 慎重に扱う書類には、きょうから10年以内の日を書いてください。ほかの記録には書きません。
rule-evidence-stamp-of-other = 証明されたのは、この記録のファイルではありません。
rule-vault-destroyed = この会社のファイルの鍵は破棄されています。ファイルは、だれにも、二度と読めません。
rule-vault-lost = このファイルを開く鍵を、運営者が失っています。ファイルは読めません。手元に同じものがあれば、もう一度預けてください。
rule-vault-empty-file = 中身のないファイルです。選び直してください。
rule-vault-program = プログラムのファイルは預かれません。必要なら ZIP にまとめて預けてください。
rule-vault-broken-off = ファイルが途中で切れました。何も預かっていません。もう一度送ってください。
rule-vault-damaged = 保管庫のファイルが、預かったときのままではありません。渡さずに止めました。運営者に、この時刻とともに知らせてください。
rule-vault-too-late = 受け取ってから2日を過ぎたファイルです。もう一度選んでください。
rule-vault-reason = 廃棄する理由を選んでください。
refused-no-vault = いまは、ファイルを扱えません
refused-no-vault-advice = 保管庫につながりません。ファイルは預かっていません。時間をおいて、もう一度お試しください。続くときは運営者に知らせてください。
grant-evidence-view = 記録を見て、ファイルを取り出す
grant-evidence-keep = 記録を預ける
grant-evidence-sensitive = 慎重に扱う書類を見て、預ける
happened-evidence-kept = 記録を預けた
happened-evidence-files-added = 記録にファイルを加えた
happened-evidence-stamped = 外部の機関が記録の時刻を証明した
happened-evidence-discarded = 記録を廃棄した
part-evidence = 記録の保管庫
grant-evidence-discard = 記録を廃棄する
grants-evidence = 記録

proof-readme-head =
    この証明について

    この ZIP は、ある時刻に、あるファイルがあったことを、Mamori を使わずに確かめるためのものです。
    ファイルそのものは入っていません。確かめるには、そのファイルと、OpenSSL（3.0 以降）、sha256sum（または SHA-256 を計算できる別の道具）が要ります。

    しくみ
    1. manifest-番号.json は、ファイルの名前・長さ・SHA-256 の一覧です（JSON、UTF-8）。文字を1つでも変えると、確かめられなくなります。
    2. 外部の機関は、その一覧の SHA-256 だけを受け取り、機関の時計の時刻とともに署名しました（RFC 3161）。それが time-stamp-番号.tst です。
    3. certificates-番号.pem は署名した証明書、authority-番号.pem は、その証明書を出した認証局のものです。
    4. 番号が大きいものほど新しい証明です。あとの manifest の follows には、前の manifest と証明の SHA-256 が書かれていて、前の証明も引き継ぎます。
proof-readme-stamp =
    証明 { $n }

    時刻（日本）：{ $at }
    時刻（UTC）：{ $utc }
    証明した機関：{ $authority }
    機関での番号（16進）：{ $serial }
    機関の方針：{ $policy }
    証明書の期限：{ $ends }
    一覧の SHA-256：{ $sha256 }

    一覧の SHA-256 が上と同じか：
      sha256sum manifest-{ $n }.json
    手元のファイルの SHA-256 が、一覧の sha256 と同じか：
      sha256sum ファイル名
    証明が正しいか（「Verification: OK」と出ます）：
      openssl ts -verify -data manifest-{ $n }.json -in time-stamp-{ $n }.tst -token_in -CAfile authority-{ $n }.pem -untrusted certificates-{ $n }.pem
    証明書の期限のあとに、証明した時刻で確かめるとき：
      openssl ts -verify -data manifest-{ $n }.json -in time-stamp-{ $n }.tst -token_in -CAfile authority-{ $n }.pem -untrusted certificates-{ $n }.pem -attime { $seconds }
    証明に書かれた時刻を見る：
      openssl ts -reply -in time-stamp-{ $n }.tst -token_in -token_out -text
proof-readme-erased =
    この証明の一覧は、法令や本人の求めにより消去されました。一覧を別に持っている人は、その SHA-256 が上と同じかで確かめられます。
proof-readme-end =
    証明されること、されないこと
    - 上の時刻に、その SHA-256 のファイルがあったことを示します。だれが作ったか、内容が正しいかは示しません。
    - authority-番号.pem が本当にその機関のものかは、機関が公表しているものと見比べて確かめてください。
    - 機関がその後に証明書を失効させたかどうかは、ここでは分かりません。機関に確かめてください。
