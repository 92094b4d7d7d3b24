# Fails unless the programs that run on real threads have the atomic instructions that their source
# asks for. Without -matomics LLVM turns even a fetch_add into a load, an addition and a store
# without a word, and then the mended programs race as well.
#
#     cmake -DOBJDUMP=llvm-objdump -DLIBRARY=liblanes_sharing_threads.a -P check_atomics.cmake
execute_process(COMMAND ${OBJDUMP} -d ${LIBRARY} OUTPUT_VARIABLE text ERROR_QUIET
                COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "<[A-Za-z0-9_.$]+>:|i32\\.atomic\\.[a-z.]+" words "${text}")
foreach(word IN LISTS words)
  if(word MATCHES "^<")
    set(program "")
    if(word MATCHES "5lanes7sharing[0-9]+([A-Za-z]+)INS0_7ThreadsEE")
      set(program ${CMAKE_MATCH_1})
    endif()
  elseif(program)
    set(has_${program}_${word} TRUE)
  endif()
endforeach()
foreach(wanted
    "Counter i32.atomic.load" "Counter i32.atomic.store"
    "Counter i32.atomic.rmw.add" "Counter i32.atomic.rmw.cmpxchg"
    "Withdraw i32.atomic.rmw.cmpxchg"
    "Cache i32.atomic.rmw.cmpxchg"
    "Once i32.atomic.rmw.add" "Once i32.atomic.rmw.cmpxchg")
  string(REPLACE " " "_" name ${wanted})
  if(NOT has_${name})
    message(FATAL_ERROR "${LIBRARY}: ${wanted} is missing. Was it compiled without -matomics?")
  endif()
endforeach()
