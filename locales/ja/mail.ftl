# どの手紙にも
mail-hello = { $name } 様
mail-moment = { $year }年{ $month }月{ $day }日 { $clock }
mail-every-role = すべての役割
mail-foot = このメールは Mamori（{ $origin }）から自動で送られました。返信しても届きません。心当たりがないときは、リンクを開かずに、このメールを消してください。

# 招待
mail-invitation-subject = { $organisation } から Mamori への招待
mail-invitation-text = { $organisation } が、あなたを「{ $roles }」として Mamori に招待しました。Mamori は、技術情報をどこまで守れているかを確かめ、記録に残すためのソフトウェアです。
mail-invitation-go = 下のリンクを開いて、招待を受けてください。
mail-invitation-then = このリンクは { $at } まで、1回だけ使えます。リンクを知っている人は誰でも使えるので、ほかの人に転送しないでください。期限が過ぎたときは、招待した方にもう一度お願いしてください。

# パスワードの再設定
mail-reset-subject = Mamori：パスワードを決め直すためのリンク
mail-reset-text = このメールアドレスで、パスワードを決め直す手続きが始まりました。
mail-reset-go = 下のリンクを開いて、新しいパスワードを決めてください。
mail-reset-then = このリンクは { $at } まで、1回だけ使えます。決め直すと、いま開いている画面はすべてサインアウトになります。2段階目のコードを使っている方は、これまでどおりコードも必要です。自分で始めた手続きでなければ、何もしないでください。パスワードは変わりません。
mail-no-password-subject = Mamori：パスワードについて
mail-no-password-text = このメールアドレスで、パスワードを決め直す手続きが始まりました。しかし、あなたの登録にはパスワードがありません。パスキー（端末の指紋・顔・画面ロック）で、これまでどおりサインインしてください。
mail-no-password-then = パスキーのある端末をなくしたときは、所属する組織の管理責任者または経営者に、新しい入り口を作ってもらってください。
mail-password-changed-subject = Mamori：パスワードが変わりました
mail-password-changed-text = { $at } に、メールのリンクからあなたのパスワードが変わり、開いていた画面はすべてサインアウトになりました。
mail-password-changed-then = 自分で変えたのでなければ、すぐに、サインインの画面からもう一度パスワードを決め直し、所属する組織の管理責任者に知らせてください。
mail-address-asked-subject = Mamori：メールアドレスを確かめてください
mail-address-asked-text = あなたの登録のメールアドレスを、このアドレスに替える手続きが始まりました。
mail-address-asked-go = 下のリンクを開いて、「このメールアドレスに替える」を押してください。
mail-address-asked-then = このリンクは { $at } まで、1回だけ使えます。自分で始めた手続きでなければ、何もしないでください。何も変わりません。
mail-address-changed-subject = Mamori：メールアドレスが変わりました
mail-address-changed-text = { $at } に、あなたの登録のメールアドレスが、このアドレスから別のアドレスに替わりました。これからのサインインとお知らせには、新しいアドレスを使います。
mail-address-changed-then = 自分で替えたのでなければ、すぐに、所属する組織の管理責任者または経営者に知らせてください。

# サインイン
mail-signed-in-subject = Mamori：はじめての端末からのサインイン
mail-signed-in-text = { $at } に、これまで使ったことのない端末またはブラウザーから、あなたの名前でサインインがありました。
mail-signed-in-go = 自分でないときは、アカウントの画面を開いて、その端末をサインアウトさせてください。
mail-signed-in-then = 自分でサインインしたときは、何もする必要はありません。自分でないときは、パスワードも変えてください。

# 確認のお願い
mail-sign-off-asked-subject = { $organisation }：チェックの確認・記名のお願い
mail-sign-off-asked-text = { $organisation } の自己チェックについて、経営者の確認・記名が求められています。
mail-sign-off-asked-go = 下のリンクからサインインして、内容を見てください。
mail-sign-off-asked-then = チェックの内容は、このメールには書かれていません。
mail-case-moved-subject = { $organisation }：認証の手続きについて
mail-case-moved-text =
    { $organisation } の認証について、お知らせします。
    { $moved }
mail-case-moved-go = 下のリンクからサインインして、次にすることを見てください。
mail-case-moved-then = 中身は、このメールには書かれていません。

# 役割
mail-role-taken-subject = { $organisation }：役割が変わりました
mail-role-taken-text = { $organisation } での、あなたの「{ $roles }」の役割が外されました。この役割でできたことは、もうできません。
mail-role-taken-then = 心当たりがないときは、その組織の管理責任者または経営者に確かめてください。
mail-access-renewed-subject = { $organisation }：新しい入り口が作られました
mail-access-renewed-text = { $at } に、{ $organisation } でメンバーを管理する人が、あなたが Mamori に入り直すための紙の案内を作りました。それを使った時点で、これまでのパスワード、パスキー、2段階目のコードは使えなくなります。
mail-access-renewed-then = 自分で頼んだのでなければ、すぐに、その組織の経営者に確かめてください。

# 使えない招待
rule-invitation-used = この招待は、もう使われています。登録が済んでいる方は、サインインしてください。自分で使った覚えがないときは、すぐに招待した方に知らせてください。
rule-invitation-expired = この招待の期限は過ぎています。招待した方に、招待の送り直しをお願いしてください。
rule-invitation-withdrawn = この招待は取り消されています。招待した方に確かめてください。
rule-invitation-replaced = この招待は、新しい招待に置き換わっています。いちばん新しいメールか紙のリンクを開いてください。
rule-invitation-unknown = この招待は見つかりません。リンクの全体が写っているか確かめてください。長いリンクは、途中で切れることがあります。

# 招待したあとの画面と、紙の招待
invited-title = 招待
invited-for = { $name } さんへの招待ができました
invited-lead = この紙かリンクを本人にだけ渡してください。この画面でしか表示しません。開いた人が本人として登録されます。
invited-back = メンバーに戻る
invited-mailed = 本人のメールアドレスに、招待のメールを送ります。ふつうは数分で届きます。
invited-until = 有効期限：{ $at }
invited-instead-note = メールが届かないときや、会社でメールを使っていない方には、紙で渡せます。紙を作ると、送ったメールのリンクは使えなくなります。
invited-instead = 紙の招待を作る
invited-print = 印刷は、ブラウザーの印刷（Ctrl＋P）から。A4で1枚です。
invited-paper = { $organisation } から Mamori への招待
invited-paper-for = { $name } 様
invited-qr = 招待を開くための QR コード
invited-step-open = スマートフォンのカメラで、QR コードを読み取り、出てきたページを開きます。
invited-step-password = 画面の案内に沿って、自分だけのパスワードを決めます（10文字以上）。
invited-step-pin = 画面の案内に沿って、共用端末で使う、自分だけの暗証番号を決めます（数字6〜12けた）。
invited-step-done = 「招待を受ける」を押すと、登録が終わります。
invited-or-type = パソコンで開くときは、次のアドレスをブラウザーに入力してください。
invited-secret = この紙は1回だけ使えます。鍵と同じなので、ほかの人に見せたり、写真に撮って送ったりしないでください。使ったあとは捨ててかまいません。期限が過ぎたときは、渡してくれた方に作り直してもらってください。
member-invite-again = メールで送り直す
member-invite-paper = 紙の招待を作り直す

# 入り口の作り直し
member-renew = 入り口を作り直す
member-renew-note = パスワードや暗証番号を忘れた人、スマートフォンをなくした人が入り直すための紙を作ります。その人がいまサインインしている端末は、すぐにサインアウトします。
renewed-title = 入り口の作り直し
renewed-for = { $name } さんが入り直すための紙ができました
renewed-lead = この紙を本人にだけ渡してください。この画面でしか表示しません。開いた人が本人として入れます。作り直したことは履歴に残り、本人のメールアドレスが登録されていて、メールの設定があれば、メールでも知らせます。
renewed-paper = { $organisation }：Mamori に入り直すための案内
renewed-qr = 入り直す画面を開くための QR コード
renewed-step-done = 「これで入り直す」を押すと、終わりです。
renewal-title = { $organisation }：Mamori に入り直す
renewal-lead = { $name } さんが入り直すための画面です。
renewal-note = 決めると、これまでのパスワード、パスキー、確認コードのアプリは使えなくなり、ほかの端末はサインアウトします。
renewal-go = これで入り直す

# 始めるときの、メールの設定の誤り
cli-mail-server = メールサーバーの設定（mail.smtp）が読めません。smtps://名前:パスワード@サーバー の形で書いてください。
cli-mail-clear = メールサーバーの設定（mail.smtp）では、パスワードが暗号化されずに送られます。smtps:// にするか、末尾に ?tls=required を付けてください。
cli-mail-from = メールの差出人（mail.from）が読めません。Mamori <mamori@example.jp> の形で書いてください。
cli-mail-root = メールサーバーの証明書が読めません。PEM 形式のファイルにしてください。
cli-mail-no-origin = メールを送るには、利用者が開くアドレス（origin、例：https://mamori.example.jp）の設定が必要です。メールのリンクに使います。
