# The keys of the installation, and their copies
safekeeping-title = Copies of the keys
safekeeping-lead = This Mamori uses three keys, in the folder keys on the computer that runs the service. A key itself is on no page.
safekeeping-waits = Put a copy of the keys into a safe place
safekeeping-done = A copy of the keys is in a safe place
safekeeping-why = Backups hold no keys. If the computer breaks and the keys are gone, some things cannot be brought back from backups alone. Keys and backups in one place could both be used by whoever gets hold of them.
safekeeping-step-copy = Copy the folder keys as it is, to a USB stick for example.
safekeeping-step-place = Put it into a safe, or another place apart from the backups.
safekeeping-step-again = Copy it again whenever a key was replaced.
safekeeping-tick = A copy of every key as it is now is in a safe place apart from the backups
safekeeping-unticked = Once a copy is there, tick the box below.
safekeeping-go = Note that it is
safekeeping-now = Keys in use
safekeeping-before = Earlier keys
safekeeping-without-master = Without it: code apps and PINs are of no use. Everybody sets theirs up again.
safekeeping-without-vault = Without it: nobody can read the evidence files kept until then.
safekeeping-without-log = Without it: nothing more is sealed under the name of this log. Another log begins, and says so.
safekeeping-mark = Mark to tell it by: { $mark }
safekeeping-since = since { $at }
safekeeping-not-safe = Nobody has noted yet that there is a copy.
safekeeping-safe = A copy was noted on { $at }.
safekeeping-in-use = In use
safekeeping-earlier = Earlier (kept)
safekeeping-destroyed = Destroyed
safekeeping-lost = Lost
safekeeping-commands = Keys are listed, replaced and destroyed on the computer that runs the service.
today-safekeeping = There is no copy of the keys in a safe place yet ({ $n }). Without them some things cannot be brought back.
today-safekeeping-go = Put a copy away

sign-in-key-lost = The key of this installation was lost, so codes and PINs cannot be compared any more. Use a recovery code, or ask the protection manager of your organisation to renew your access.

# Commands
cli-keys = Lists keys, replaces one, destroys an earlier one
cli-keys-usage = mamori keys list [options]
    mamori keys rotate master|vault|log [--lost] [options]
    mamori keys retire master|vault|log NUMBER [--now] [options]
cli-keys-list = Lists every key there was, with its state and how many records need it
cli-keys-list-usage = mamori keys list [options]
cli-keys-rotate = Replaces a key by another one, while the service is stopped
cli-keys-rotate-usage = mamori keys rotate master|vault|log [--lost] [options]
cli-keys-retire = Destroys an earlier key, while the service is stopped
cli-keys-retire-usage = mamori keys retire master|vault|log NUMBER [--now] [options]
cli-keys-name = Which: master, vault, or log
cli-keys-number = The number of the key, as mamori keys list shows it
cli-keys-lost = The file of the key is lost; what only it opens is given up
cli-keys-now = Destroys it although 30 days are not over; a part of the backups taken before can then not be read
cli-value-number = NUMBER
keys-listed = { $file } (number { $number }): { $stage }, since { $at }, mark { $mark }
keys-listed-needed = {"  "}Records encrypted with it: { $n }
keys-listed-not-safe = {"  "}Nobody has noted yet that a copy is in a safe place (operator page “Copies of the keys”)
keys-none = No key is noted yet. The first start of the service does it.
keys-rotated = { $file } is the key in use now (number { $number }, mark { $mark }). Records encrypted anew: { $n }.
keys-rotated-log = Another log has begun (number { $number }). Note its public key: { $mark }
keys-rotated-lost = What only the lost key opens: { $n }
keys-rotated-copy = Copy the folder keys to its safe place again now. The key before is kept for { $days } days; destroy it then with mamori keys retire.
keys-rotated-copy-log = Copy the folder keys to its safe place again now.
keys-retired = Key number { $number } is destroyed (records encrypted anew before: { $n }). Destroy its copies, too. Without it a part of the backups taken before cannot be read.
keys-serving = The service uses the keys. Stop mamori serve on every computer, then do it again.
keys-not-lost = The key is there. Do it without --lost.
keys-held = The record does not go on from the head that is kept apart. Decide that first, with mamori log adopt.
keys-no-such = There is no such key. Look at mamori keys list.
keys-stage = That key is “{ $stage }”. Only an earlier one can be destroyed.
keys-public = The secret half of that log went when the next one began. What is left is its public half, which proves what was signed with it.
keys-too-early = Keep it until { $until }: backups taken before need it. To destroy it now, add --now.
keys-unreadable = Something that was encrypted cannot be decrypted with the key it names. Nothing was destroyed. Look with mamori db check.
keys-no-number = This key cannot be replaced any more (255 at most).
keys-gone = The key { $path } is not there (mark { $mark }). This database needs it. Put it back from its safe place. If it is nowhere, mamori keys rotate { $name } --lost goes on without it.
keys-other = { $path } is another key (expected mark { $expected }, found { $found }). Put the right one back from its safe place.
