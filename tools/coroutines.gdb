# For gdb: who waits for the coroutine in which it has stopped, the innermost first. A backtrace shows the loop only.
#   gdb -x tools/coroutines.gdb --args build/dev/tests/necsus_tests "a bot that matches*"
define waiters
  set $frame = _Coro_promise.caller_
  while $frame
    info symbol *(void**)$frame->coro_._M_fr_ptr
    set $frame = $frame->caller_
  end
end
