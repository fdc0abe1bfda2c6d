# 認証案件の中のできごとと権限
grants-competence = 力量の記録
grant-case-advise = 会社への助言を記録する（認証機関）
grant-competence-view = 力量の記録を見る（認証機関）
grant-competence-record = 力量、秘密保持、会社との関係を記録する（認証機関）
grant-audit-view = 審査と判定のようすを見る（認証機関）
grant-audit-assign = 審査チームを決め、会社に伝える（認証機関）
grant-audit-prepare = 審査の日程と計画を作る（認証機関）
grant-audit-declare = 自分の利害関係を申告する（審査員）
grant-audit-conduct = 審査し、報告する（審査員）
grant-audit-answer = 審査員の名前、日程、不適合に会社として答える
grant-audit-attest = 会社として適合を宣言する
grant-decision-propose = 結果を確かめ、判定を諮る（認証機関）
grant-decision-decide = 判定する（認証機関）
grant-certificate-issue = 認証書を発行する（認証機関）
grant-certificate-maintain = 一時停止を発議し、会社の言い分を聞き、判定を認証書に反映する（認証機関）
grant-certificate-speak = 一時停止の前に会社として述べる
grant-certificate-end = 認証書を返納する

happened-audit-opened = 審査を開いた
happened-audit-assigned = 審査チームに入れた
happened-audit-leader-chosen = 主任審査員を替えた
happened-audit-released = 審査チームから外した
happened-audit-declared = 利害関係を申告した
happened-audit-team-told = 審査員の名前を会社に伝えた
happened-audit-team-agreed = 会社が審査員に同意した
happened-audit-objected = 会社が審査員に異議を述べた
happened-audit-replied = 異議に答えた
happened-audit-programme-set = 審査プログラムを決めた
happened-audit-dates-proposed = 審査日の候補を示した
happened-audit-date-chosen = 会社が審査日を選んだ
happened-audit-planned = 審査計画を作った
happened-audit-plan-sent = 審査計画を会社に送った
happened-audit-begun = 審査を始めた
happened-audit-visited = 事業所を見た
happened-audit-area-covered = 分野を見た
happened-audit-stage-finished = 段階を終えた
happened-audit-advised = 審査中の助言を記録した
happened-audit-attested = 会社が適合を宣言した
happened-audit-report-issued = 審査報告書を出した
happened-audit-report-handed-over = 審査報告書を会社に渡した
happened-audit-stopped = 審査を取りやめた

happened-certificate-issued = 認証書を発行した
happened-certificate-suspended = 認証を一時停止した
happened-certificate-resumed = 認証の一時停止を解いた
happened-certificate-rescoped = 認証の範囲を変えた
happened-certificate-withdrawn = 認証を取り消した
happened-certificate-ended = 認証書が返納された
happened-certificate-transferred = 認証を移管した

happened-competence-begun = 力量の記録を始めた
happened-competence-found = 力量を認めた
happened-competence-renewed = 力量をあらためて認めた
happened-competence-withdrawn = 力量の認定を取り消した
happened-competence-pledged = 秘密保持の誓約を記録した
happened-competence-left = 機関を離れたことを記録した

happened-decision-proposed = 判定を諮った
happened-decision-circulated = 判定の資料を回した
happened-decision-voted = 判定で票を入れた
happened-decision-recused = 判定から外れた
happened-decision-minutes-kept = 判定委員会の議事録を残した
happened-decision-decided = 判定した
happened-decision-dropped = 判定の諮りを取り下げた

happened-nonconformity-raised = 不適合を指摘した
happened-nonconformity-answered = 会社が不適合に答えた
happened-nonconformity-accepted = 不適合への是正の計画を認めた
happened-nonconformity-returned = 不適合への答えを戻した
happened-nonconformity-verified = 是正を確かめた
happened-nonconformity-closed = 不適合を終えた
happened-nonconformity-withdrawn = 不適合の指摘を取り下げた
happened-nonconformity-regraded = 不適合の区分を変えた

happened-partiality-entered = 審査員などと会社との関係を記録した
happened-partiality-ended = その関係が終わったことを記録した
happened-partiality-struck = 関係の記録を誤りとして消した

happened-requirement-opened = 要求事項の調書を開いた
happened-requirement-entered = 審査の結果を書いた
happened-requirement-agreed = 会社と結果を確かめ合った
happened-requirement-reopened = 結果をもう一度開いた

happened-suspension-proposed = 一時停止を発議した
happened-suspension-invited = 会社に述べる機会を設けた
happened-suspension-heard = 会社の言い分を記録した
happened-suspension-imposed = 一時停止を決めた
happened-suspension-condition-met = 解除の条件が満たされた
happened-suspension-lifted = 一時停止を解いた
happened-suspension-concluded = 一時停止を終えた
happened-suspension-dropped = 一時停止の発議を取り下げた

case-pages = この案件のページ
case-page-case = 申込みと合意
case-page-team = 審査チーム
case-page-audit = 審査の計画
case-page-paper = 調書
case-page-findings = 不適合と報告
case-page-decision = 判定
case-page-certificate = 認証書

waits-quote = 認証機関が費用と範囲を示しました。確かめて、合意するか決めてください。
waits-team = 審査員の名前が届いています。気になることがあれば、期限までに述べてください。
waits-dates = 審査日の候補が届いています。一つ選んでください。
waits-answers = 答えていない不適合が{ $n }件あります。
waits-speak = 一時停止の前に、会社として述べることができます。
waits-review = 確かめていない申込みが{ $n }件あります。
waits-to-quote = 費用を示していない案件が{ $n }件あります。
waits-to-begin = 合意され、審査が始まっていない案件が{ $n }件あります。
waits-decide = 判定の資料が回っています。
waits-audit = 進めている審査があります。
waits-prepare = 準備中の審査に入っています。

happened-certificate-ends-180 = 認証の有効期間があと 180 日以内に終わります
happened-certificate-ends-90 = 認証の有効期間があと 90 日以内に終わります
happened-certificate-ends-30 = 認証の有効期間があと 30 日以内に終わります

body-cases-none-yours = 担当の案件はまだありません。審査チームに入るか、助言を記録すると、ここに並びます。
body-cases-yours = 担当している案件です。
certificates-nav = 認証書

waits-go = 開く
case-see-audit = 審査の進み方を見る
case-see-decision = 判定と認証書を見る
case-see-team = 審査チームと審査の計画へ
case-see-certificate = 判定と認証書を見る
today-cases = 認証の案件を進めます。
today-see-cases = 案件を見る
audit-choose-more = 技術専門家・立会いを加える
audit-without-role = 審査員ではない人（{ $n }人）とその理由

waits-declaration = 自己適合宣言がまだです。代表者が宣言してください。
case-page-declaration = 自己適合宣言
