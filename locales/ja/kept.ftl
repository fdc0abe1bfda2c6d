# 入力の途中（下書き）
draft-yours = 保存前の入力です。
draft-there = 保存前の入力が{ $n }問あります。確かめて「保存する」を押してください。
draft-met = ほかの人が先に回答を変えました。「保存されている回答」とくらべて、残すほうを選んでください。
draft-other = 別の画面での保存前の入力：{ $answer } { $note }
draft-offline = 接続できません。入力はこの画面に残しています。つながると自動で控えます。
draft-over = サインインの期限が切れました。入力はこの画面に残しています。
draft-sign-in = サインインして続ける
draft-kept = 入力を控えました（まだ保存していません）。
draft-refused = 入力を控えられませんでした。入力はこの画面に残っています。「保存する」を押してください。

# 保存できなかったもの
version-saved = 保存されている回答
version-yours = あなたの入力
not-saved = 質問{ $items }は保存できませんでした
saved-all-the-same = ほかの{ $n }問は保存しました。
