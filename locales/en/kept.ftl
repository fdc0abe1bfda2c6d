# Typed and not saved yet (drafts)
draft-yours = This is what you typed and have not saved.
draft-there = { $n ->
    [one] One question has something you typed and did not save. Look at it, then press Save.
   *[other] { $n } questions have something you typed and did not save. Look at them, then press Save.
}
draft-met = Somebody else has changed this answer meanwhile. Compare it with the saved answer beside it and choose the one to keep.
draft-other = Typed in another window and not saved: { $answer } { $note }
draft-offline = No connection. What you typed stays on this page and is kept as soon as there is one.
draft-over = Your sign-in has ended. What you typed stays on this page.
draft-sign-in = Sign in and go on
draft-kept = What you typed is kept, but not saved yet.
draft-refused = What you typed could not be kept. It is still on this page: press Save.

# What could not be saved
version-saved = The saved answer
version-yours = What you typed
not-saved = Not saved: { $items }
saved-all-the-same = { $n ->
    [one] The other answer was saved.
   *[other] The other { $n } answers were saved.
}
