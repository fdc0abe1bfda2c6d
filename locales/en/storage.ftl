# The limit of the vault, and how it is used
evidence-storage = Used:
evidence-storage-waiting = ({ $size } of it are files that are in no evidence yet; they go after two days)
storage-used = { $used } of { $allowed }
storage-n = { $n }
storage-counted = { $n }, { $size }

refused-full = More than may stand in the vault
refused-full-kept = This company may have { $allowed } in the vault. There are { $used } now, with what is still being sent. Discard evidence you do not need, or make the file smaller, and send it again. If that is not enough, ask the operator of this Mamori for a higher limit.
refused-full-waiting = Files of { $waiting } are in no evidence yet ({ $allowed } at most). Keep those that came as evidence, or wait for two days, and send it again.
refused-full-too-many = { $waits } files and parts are in no evidence yet ({ $allowed } at most). Keep those that came as evidence, or wait for two days, and send it again.
refused-no-room = No room for files now
refused-no-room-advice = The disk of this Mamori is full. This file was not kept. Tell the operator, and send it again once there is room.
api-problem-full = `detail` says how much there may be and how much there is. Discard evidence that is not needed, or ask the operator for a higher limit.

grant-operator-storage = See how the vault is used (operator)

# The page of the operator
storage-title = Vault
storage-lead = How many files organisations keep, and how much room is left. What a file is called and what stands in it, not even the operator sees.
storage-good = Nothing was wrong with the vault last night.
storage-not-yet = The nightly round (about three in the morning) has not been made yet. What is counted in the vault is shown after it.
storage-missing = { $n } files that evidence names are not in the vault. Put them back from a copy of the vault. On the computer that runs the service, this command says which:
storage-low = Less than a tenth of the disk is free. Add a disk or clear it up. Without room no file is kept.
storage-failed = The nightly round of { $at } did not come to its end. The log of the service says why. The numbers below are from before.
storage-place = Where it stands
storage-folder = Folder
storage-bucket = Bucket (S3)
storage-named = Files that evidence names
storage-now = now
storage-room = Room left there
storage-room-incoming = Room left on the disk where files come in
storage-free = { $free } of { $size } ({ $percent }%)
storage-low-tag = little left
storage-allowed = What one organisation may have
storage-allowed-none = no limit is set
storage-night = Last night’s round
storage-night-at = { $at }. Once a night all of the vault is looked at.
storage-objects = Files in the vault
storage-missing-objects = Files that evidence names and that are not there
storage-unnamed = Files that nothing names
storage-unnamed-note = they go after two days
storage-parts = Parts of files that are still coming
storage-discarded = Evidence discarded because its time was over
storage-removed = Files taken away because nothing named them
storage-unfinished = Taken away because they never came whole
storage-each = How much of whom
storage-each-note = The most first, without what was discarded.
storage-each-none = No organisation keeps files yet.
storage-each-next = More

today-vault-missing = { $n } files that evidence names are not in the vault.
today-vault-low = Less than a tenth of the disk for files is free.
today-vault-failed = The nightly round through the vault did not come to its end.
today-vault-go = See the vault

# Settings and commands
config-limits-storage = How much one organisation may have in the vault: a number with its unit (MB, GB, TB, MiB, GiB, TiB), or none for no limit (default 20 GB, ours)
config-expected-limits-storage = a number with its unit, such as 20 GB or 500 MB; or none for no limit
cli-db-check-objects = Reads every file in the vault as well, and compares it with what was kept (takes as long as there is much)
database-changed-file = evidence { $evidence }, file { $object }: what stands in the vault is not what was kept. Put it back from a copy of the vault
database-files-looked = Read { $n } files in the vault ({ $size }).
