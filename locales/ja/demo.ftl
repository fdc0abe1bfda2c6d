# 架空データの表示
demo-operator-line = 【架空データ】{ $line }
demo-band = 架空データ
demo-band-note = この Mamori にある組織・人・回答は、すべて見本として作ったものです。
demo-file = 架空データ：見本として作ったもので、実在の組織や人のものではありません。

# mamori demo
cli-demo = 架空の見本データを入れて、試せる Mamori を起動します
cli-demo-usage = mamori demo [オプション]
cli-demo-data = 見本データを入れるフォルダ（既定 mamori-demo）。空のものに限ります
cli-demo-database = 組み込みの代わりに見本データを入れる、空の PostgreSQL のアドレス（postgres://…）
cli-demo-password = 見本の人たちのパスワード。なければ、推測できないものを作ります。自分の端末で試すときだけに
cli-demo-fill-only = 見本データを入れるだけで、起動しません
cli-demo-filling = 架空の見本データを入れています…
cli-demo-filled = 架空の見本データを入れました（{ $seconds } 秒）。
cli-demo-there = 見本データは、すでに入っています。
cli-demo-who = サインインできる人（実在しません）
cli-demo-head-name = 氏名
cli-demo-head-role = 役割
cli-demo-head-organisation = 組織
cli-demo-head-email = メールアドレス
cli-demo-password-all = パスワード（全員同じ）：{ $password }
cli-demo-password-gone = パスワードは、入れたときに表示したものです。忘れたときは --password で付け直せます。
cli-demo-in-use = { $data } には、すでに別のデータがあります。見本データは空のフォルダにだけ入れられます。--data で別のフォルダを指定してください
cli-demo-half = { $data } の見本データは、途中で止まっています。このフォルダ（--database のときはそのデータベース）を消して、もう一度実行してください
cli-demo-bad-password = --password を見直してください：{ $why }

# 入口
home-sign-in = 組織で使う（サインイン）
