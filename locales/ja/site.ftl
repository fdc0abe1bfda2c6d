# どのページにもあることば
site-description = 技術情報をどこまで守れているか、10分で確かめられます。会員登録は不要です。
skip = 本文へ移動
nav-label = 主なページ
nav-cases = 流出の事例
nav-desks = 相談窓口
nav-about = データについて
nav-privacy = 個人情報
nav-api = API の説明
operator-line-ministry = 運営：{ $name }
operator-line-other = 国の機関のサイトではありません。運営：{ $name }
operator-unnamed = 未設定（お試しの起動）
list-and = と
list-or = 、
list-comma = 、
quote = 「{ $name }」
as-of = { $date } 時点
source = 出典：
date-unknown = 日付は資料に明記なし

# 入口
home-title = 技術を守るための最初の10分
home-headline = 大切な技術、どこまで守れていますか。
home-line-2 = 10分のチェックで、いまの強みと弱み、次の一歩がわかります。
home-line-3-device = 会員登録は不要です。回答はこの端末の中に残り、結果もこの端末で計算します。
home-line-3-form = 会員登録は不要です。回答は、ボタンを押したときにその画面の入力として送られ、どこにも保存しません。
home-start = はじめてのチェックを始める
door-check = はじめてのチェック
door-check-size = { $n }の質問・約10分
door-check-note = 国の資料にある9つの取組例に沿って、いまの状況を確かめます。
home-sample = 結果の例（架空の会社）
home-how = こう進みます
home-how-1 = 答える
home-how-1-text = ○△×から選ぶだけ。ことばの説明と、最初の一歩がその場で読めます。途中でやめても続きからできます。
home-how-2 = 見る
home-how-2-text = 強いところと、これからのところが図でわかります。まず取り組む3つのことを、かかる時間つきで示します。
home-how-3 = 見せる
home-how-3-text = A4一枚に印刷して、そのまま社長に見せられます。
home-not-audit = このチェックは認証の審査ではありません。すべて○でも、認証されるとは限りません。
home-read = あわせて読む
home-read-cases = 技術が流出した事例（{ $n }件）
home-read-cases-note = 経済産業省の資料より、要約：Mamori。自社で確かめることを添えています。
home-read-desks = 相談できる窓口を探す
home-read-desks-note = お近くの経済産業局と、INPIT 営業秘密支援窓口です。
home-read-sheet-note = A4二枚。手で書いて、あとから入力できます。

# 個人情報
privacy-headline = あなたの回答の扱い
privacy-with-js = いつもの使い方（JavaScript が動くとき）
privacy-device = 回答はこの端末の中に残り、結果もこの端末で計算します。この端末の外へ送るのは、PDF・Excel を作るときと、点検表（Excel・CSV）を読み取るときだけで、一度だけ送信し、保存しません。
privacy-device-more = 回答はこのブラウザの保存領域に入ります。共有の端末では、終わったら「この端末から回答を消す」を押してください。結果のファイル（JSON）や図も、この端末の中で作ります。ブラウザが保存を許さない設定のときは、JavaScript を使わないときと同じ扱いになり、画面にもそう表示します。
privacy-without-js = JavaScript を使わないとき
privacy-form = 回答は、ボタンを押すたびにその画面の入力として送られ、結果を計算したあと、どこにも保存しません。
privacy-always = どちらの場合も
privacy-finder = 「認証機関をさがす」に入力した業種や人数は、結果の画面を作るために送られ、どこにも保存しません。
privacy-log = 記録（ログ）に残るのは、日時・見たページの番地・応答の番号だけです。送られた内容は記録しません。
privacy-third = 他社のサイトや解析サービスには、何も送りません。クッキーも使いません。

# データについて
about-headline = データについて
about-lead = このサイトの内容は「パック」という、版のついたデータにまとまっています。どの資料から取ったか、どこが Mamori の文章かを、パックごとに書いています。
about-unknown = 認証の基準の本文、審査の実施の方法の本文、公式の様式、マークの規程は、手元の資料にありません。そのため、ここには載せていません。
about-documents = もとにした資料
about-json = このパックをデータ（JSON）で見る
about-parts = 使っている部品
about-tokens = デジタル庁のデザイントークンを使っていますが、国の機関のサイトではありません
api-docs-noscript = 説明の表示には JavaScript が必要です。上の openapi.json はそのまま読めます。

# 見つからない・読めない
refused-no-page = ページが見つかりません
refused-no-page-advice = アドレスが変わったか、打ち間違いかもしれません。入口から探してください。
refused-no-pack = そのチェックはありません
refused-no-pack-advice = 使えるチェックは /api/v1/packs で確かめられます。
refused-faults = 読み取れないところがあります
refused-faults-advice = 下に示したところを直して、もう一度お試しください。
refused-unreadable = 送られた内容を読み取れませんでした
refused-unreadable-advice = 前の画面に戻って、もう一度お試しください。
refused-too-large = 大きすぎて読み取れません
refused-too-large-advice = 読み取れるのは、結果のファイル（.json）は256 KB、点検表（Excel・CSV）は4 MBまでです。選んだファイルを確かめてください。
refused-wrong-type = 読み取れない種類のデータです
refused-wrong-type-advice = Content-Type を application/json にして、JSON を送ってください。
refused-wrong-method = このアドレスでは、その操作はできません
refused-wrong-method-advice = ページを開き直して、もう一度お試しください。
refused-foreign-site = 別のサイトからの送信は受け付けません
refused-foreign-site-advice = このサイトのページを開いて、そこから操作してください。
refused-broken = こちらの誤りで処理できませんでした
refused-broken-advice = もう一度お試しください。続くときは運営者にお知らせください。
refused-home = 入口へ
valid-from = { $date } から使える版です。
valid-until = { $date } まで。
door-handbook = 流出を防ぐ点検
door-handbook-size = { $n }項目・まず最初／人／すり合わせ／海外／共同研究
door-handbook-note = 経済産業省のハンドブックの項目で、流出対策の抜けを確かめます。
door-revised = 改正基準の自己チェックリスト
door-revised-size = わかっている{ $n }項目
door-revised-note = 公式の一覧のうち、資料に出ている項目だけです。点数と図はありません。
about-paper-fonts = PDF の中の文字に使います（Noto は一部の文字だけ）。
