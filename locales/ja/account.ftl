# 役割
role-executive = 経営者
role-protection_manager = 管理責任者
role-staff = 担当者
role-viewer = 閲覧者
role-supporter = 支援者（代行入力）
role-reception = 受付
role-adviser = 助言者
role-auditor = 審査員
role-reviewer = レビュー（資料確認）担当
role-decision_maker = 判定者
role-administrator = 管理者
role-drafting = 起案
role-consultation = 合議
role-approval = 決裁
role-documents = 文書
role-statistics = 統計
role-operator = 運営者
role-signed_in = サインインした人

# どのページの上にも
account-nav = 自社のページ
account-own = アカウント
acting-as = （{ $roles }）
today-nav = 今日
checks-nav = チェック
members-nav = メンバー
history-nav = 履歴
sign-out = サインアウト
name-erased = （消去済み、または自動処理）
ours-roles = 役割の分け方は Mamori の既定
form-faults = 直すところがあります

# サインイン
sign-in-title = サインイン
sign-in-email = メールアドレス
sign-in-password = パスワード
sign-in-code = アプリに出ている6けたのコード
sign-in-recovery = コードを出せないときは、復旧コード
sign-in-go = サインインする
sign-in-note = はじめての方は、自社の管理責任者から届いた招待の画面を開いてください。
sign-in-not-recognised = メールアドレスとパスワードの組み合わせが合いません。もう一度入力してください。
sign-in-code-wrong = コードが合いません。アプリにいま出ているコードを入力してください。
sign-in-code-used = このコードは使用済みです。次のコードが出るまで待って、入力してください。
sign-in-too-often = 短い時間に何度も試されたため、しばらく受け付けません。約{ $minutes }分たってから、もう一度お試しください。
sign-in-over = 時間がたったため、最初からやり直してください。
sign-in-refused = この操作は受け付けられません。最初からやり直してください。
password-choose = 新しいパスワード
password-rules = 10文字以上。記号や大文字は要りません。長い文のほうが安全です。
password-too-short = パスワードは{ $least }文字以上にしてください（いま{ $found }文字）。
password-too-long = パスワードは{ $most }文字以内にしてください。
password-common = よく使われていて、すぐに試されるパスワードです。別のものにしてください。
password-name = メールアドレスや会社の名前を含むパスワードは使えません。別のものにしてください。
confirm-title = 本人の確認
confirm-lead = もう一度、本人であることを確かめてください。取り消しにくい操作の前に必要です。10分間有効です。
confirm-go = 確認して続ける

# 招待とはじめの登録
invitation-title = { $organisation } からの招待
invitation-as = { $name } さんを、{ $roles } として招待しています。
invitation-known = すでに登録のある方への招待です。まず本人としてサインインしてから、受けてください。サインインするとこの画面に戻ります。
invitation-accept = 招待を受ける
set-up-title = はじめの1人の登録
set-up-lead = このサービスを使い始めます。あなたが最初の利用者になります。次の画面で自社を登録します。
set-up-name = 氏名
set-up-go = 登録して始める

# アカウント
account-title = アカウント
account-organisations = 所属している組織
account-no-organisation = まだどの組織にも所属していません。
account-acting = いまこの組織として操作しています
account-act = この組織に切り替える
account-sessions = サインイン中の端末
account-sessions-note = 心当たりのない端末があれば、終了してください。
account-password = パスワードを変える
account-password-note = 変えると、ほかの端末でのサインインはすべて終了します。
account-password-go = 変える
account-session-seen = 最後の利用 { $at }
account-this-session = この端末
account-end-session = 終了する

# 断りのことば
refused-denied = この操作の権限がありません
refused-denied-advice = この操作ができる役割：{ $roles }。自社の管理責任者にご相談ください。
refused-denied-nobody = この組織には、この操作ができる役割がありません。
refused-denied-who = いまは、{ $organisation } の { $name } さん（{ $roles }）として操作しています。
refused-denied-alone = いまは { $name } さんとしてサインインしています。どの組織としても操作していません。
refused-step-up = 本人の確認が必要です
refused-step-up-advice = 取り消しにくい操作です。「本人の確認」の画面でパスワードを入力してから、もう一度操作してください。
refused-changed = ほかの人が同時に変更しました
refused-changed-advice = 保存されていません。画面を開き直して最新の内容を確かめてから、もう一度操作してください。
refused-rule = この操作はできません
rule-registered-once = すでに登録されている組織です。内容を変えるには「組織の情報」を開いてください。
rule-registered-first = 先に組織を登録してください。
rule-at-least-one-kind = 組織の種類を1つ以上選んでください。
rule-sole-proprietor-is-a-person = 個人事業主は、会社・認証機関・省庁・団体などと同時には選べません。別の組織として登録してください。
rule-sole-proprietor-has-no-number = 個人事業主に法人番号はありません。番号を空にしてください。マイナンバーは入力しないでください。
rule-size-from-its-figures = 規模の区分と数値が合いません。資本金と従業員数を確かめてください。
rule-size-names-its-sector = 規模の区分に業種の区分がありません。主たる事業を確かめてください。
rule-size-not-ahead = 規模の区分の日付が先の日付です。
rule-operator-of-these-kinds = この Mamori を運営できるのは、省庁・認証機関・団体・会社です。
rule-operators-of-the-operating = 運営者の役割は、この Mamori を運営する組織の人だけが持てます。
rule-birth-kind-is-a-word = 記録の種類の名前が正しくありません。
rule-born-once = 同じ記録がすでに別の種類で始まっています。
rule-standing = この人のいまの状態では、この操作はできません。メンバーの一覧を確かめてください。
rule-at-least-one-role = 役割を1つ以上選んでください。
rule-roles-of-its-kind = この種類の組織にはない役割です。別の役割を選んでください。
rule-founder-manages-members = 最初の人には、メンバーを管理できる役割が必要です。
rule-one-invitation = すでに招待しています。取り消すか、期限が過ぎてから招待し直してください。
rule-invitation-has-an-end = 招待の期限は今日から90日以内にしてください。
rule-invitation-stands = 招待の期限が過ぎています。もう一度招待してもらってください。
rule-not-back-dated = 過去の日付からの役割は付けられません。今日以降の日付にしてください。
rule-ends-after-it-begins = 終わりの日を、始まりの日より後にしてください。
rule-support-has-an-end = 支援者の最終日は、今日から1年以内にしてください。
rule-supporter-has-no-role = 支援者と役割は同時に持てません。どちらかにしてください。
rule-renewed-by-its-only-organisation = この人は、ほかの組織にも所属しているか、招待されています。ここで入り口を作り直すと、ほかの組織のことまで見られるようになるため、できません。サインインの画面の「パスワードを忘れたとき」でパスワードを決め直すか、運営者に相談するように、本人に伝えてください。
rule-last-manager-stays = メンバーを管理できる人がいなくなります。先に、ほかの人に経営者または管理責任者の役割を付けてください。
rule-taken = すでに使われています。
rule-input = 入力に直すところがあります。
rule-over-invitation = この招待は、使用済みか、期限が過ぎているか、取り消されています。招待した方に、もう一度お願いしてください。
rule-known-invitation = すでに登録のある方への招待です。先にサインインしてから、もう一度この招待を開いてください。

# サインインが切れたときの入力
carried-sign-in = サインインが切れていました。入力した内容は、まだ保存されていませんが、このページに残っています。同じ人としてサインインすると、続きから送れます。
carried-title = 入力した内容が残っています
carried-lead = 送ったときにサインインが切れていたため、まだ保存されていません。
carried-note = 押すと、さきほど入力した内容をもう一度送ります。
carried-go = 入力した内容を送る
carried-drop = 送らずに、今日のページへ
