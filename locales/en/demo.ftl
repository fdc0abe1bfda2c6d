# How invented data is shown
demo-operator-line = [Invented data 架空データ] { $line }
demo-band = Invented data 架空データ
demo-band-note = Every organisation, person and answer in this Mamori was made up as a sample.
demo-file = Invented data 架空データ: made up as a sample, of no real organisation or person.

# mamori demo
cli-demo = Fills invented sample data in and starts a Mamori to try out
cli-demo-usage = mamori demo [options]
cli-demo-data = folder for the sample (default mamori-demo); it has to be an empty one
cli-demo-database = address of an empty PostgreSQL for the sample, instead of the embedded database (postgres://…)
cli-demo-password = password of the people of the sample; without it one is made that nobody guesses. Only to try out on your own machine
cli-demo-fill-only = only fills the sample in, and does not start
cli-demo-filling = Filling invented sample data in…
cli-demo-filled = The invented sample data is in ({ $seconds } s).
cli-demo-there = The sample is in already.
cli-demo-who = Who can sign in (none of them exists)
cli-demo-head-name = Name
cli-demo-head-role = Role
cli-demo-head-organisation = Organisation
cli-demo-head-email = Mail address
cli-demo-password-all = Password (the same for everybody): { $password }
cli-demo-password-gone = The password is the one shown when the sample was filled in. If it is lost, set another with --password.
cli-demo-in-use = { $data } holds other data already. The sample goes into an empty folder only: give another one with --data
cli-demo-half = The sample in { $data } was broken off half-way. Delete that folder (with --database, that database) and run it again
cli-demo-bad-password = look at --password again: { $why }

# Home
home-sign-in = Use it with your organisation (sign in)
