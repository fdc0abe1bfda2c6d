# 保管庫の上限と、使われ方
evidence-storage = 使っている量：
evidence-storage-waiting = （うち { $size } は、まだどの記録にも入っていないファイルです。2日たつと消えます）
storage-used = { $used } ／ { $allowed }
storage-n = { $n } 個
storage-counted = { $n } 個、{ $size }

refused-full = 保管庫に置ける量を超えます
refused-full-kept = この会社が保管庫に置けるのは { $allowed } までです。いま { $used } あります（送りかけのものを含みます）。要らない記録を廃棄するか、小さいファイルにして、もう一度送ってください。足りないときは、この Mamori の運営者に上限を上げてもらってください。
refused-full-waiting = まだどの記録にも入っていないファイルが { $waiting } あります（{ $allowed } まで）。送り終えたファイルを記録として預けるか、2日待ってから、もう一度送ってください。
refused-full-too-many = まだどの記録にも入っていないファイルと部分が { $waits } 個あります（{ $allowed } 個まで）。送り終えたファイルを記録として預けるか、2日待ってから、もう一度送ってください。
refused-no-room = いまは、ファイルを置く場所がありません
refused-no-room-advice = この Mamori のディスクに空きがありません。このファイルは預かっていません。運営者に知らせ、空きができてから、もう一度送ってください。
api-problem-full = いくつまで置けて、いまいくつあるかを detail に示します。要らない記録を廃棄するか、運営者に上限を上げてもらってください。

grant-operator-storage = 保管庫の使われ方を見る（運営者）

# 運営者のページ
storage-title = 保管庫
storage-lead = 組織が預けたファイルの量と、置き場所の空きです。ファイルの名前と中身は、運営者にも見えません。
storage-good = ゆうべ見たところ、保管庫に問題はありません。
storage-not-yet = 夜の見回り（午前3時ごろ）がまだ行われていません。保管庫の中の数は、そのあとで表示します。
storage-missing = 記録にあるのに、保管庫にないファイルが { $n } 個あります。保管庫の控えから戻してください。どれかは、サービスを動かしているコンピューターで次のコマンドが示します：
storage-low = 置き場所の空きが1割を切っています。ディスクを足すか、要らないものを片づけてください。空きがなくなると、ファイルを預かれません。
storage-failed = { $at }の夜の見回りは、終わりまで行えませんでした。理由はサービスのログにあります。下の数は、その前のものです。
storage-place = 置き場所
storage-folder = フォルダ
storage-bucket = 保管先（S3）のバケット
storage-named = 記録にあるファイル
storage-now = いま
storage-room = 置き場所の空き
storage-room-incoming = 受け取り中のファイルを置くディスクの空き
storage-free = { $free }（{ $size }のうち。{ $percent }%）
storage-low-tag = 残りわずか
storage-allowed = 1つの組織が置ける量
storage-allowed-none = 決めていません
storage-night = ゆうべの見回り
storage-night-at = { $at }。夜ごとに1回、保管庫の中を全部見ます。
storage-objects = 保管庫にあるファイル
storage-missing-objects = 記録にあるのに、ないファイル
storage-unnamed = どの記録にもないファイル
storage-unnamed-note = 2日たつと消えます
storage-parts = 送りかけのファイルの部分
storage-discarded = 期間が終わって廃棄した記録
storage-removed = どの記録にもなく、消したファイル
storage-unfinished = 終わりまで届かず、消したもの
storage-each = 組織ごとの量
storage-each-note = 多い順です。廃棄した記録は含みません。
storage-each-none = ファイルを預けている組織は、まだありません。
storage-each-next = 続き

today-vault-missing = 記録にあるのに、保管庫にないファイルが { $n } 個あります。
today-vault-low = ファイルの置き場所の空きが1割を切っています。
today-vault-failed = 保管庫の夜の見回りが、終わりまで行えませんでした。
today-vault-go = 保管庫を見る

# 設定とコマンド
config-limits-storage = 1つの組織が保管庫に置けるファイルの量。数と単位（MB、GB、TB、MiB、GiB、TiB）で書きます。none なら上限なし（既定 20 GB。Mamori の既定）
config-expected-limits-storage = 20 GB や 500 MB のように、数と単位を書いてください。上限を付けないときは none と書いてください
cli-db-check-objects = 保管庫のファイルも1つずつ全部読み、預かったときのままか確かめます（量に応じて時間がかかります）
database-changed-file = 記録 { $evidence } のファイル { $object }：保管庫にある中身が、預かったときのものと違います。保管庫の控えから戻してください
database-files-looked = 保管庫のファイル { $n } 個を読みました（{ $size }）。
