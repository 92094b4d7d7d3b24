# Libraries that are headers only, found where the system has them. Each is linked into a folder of
# our own, so that a cross compiler sees these headers and nothing else of the host's.
set(header_libraries ${PROJECT_BINARY_DIR}/headers)

# header_library(name PROBE file LINK files and folders…)
function(header_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PROBE" "LINK")
  find_path(${name}_FOLDER ${arg_PROBE}
      PATHS /usr/include /usr/local/include /opt/homebrew/include NO_CMAKE_FIND_ROOT_PATH
      DOC "The folder that holds ${arg_PROBE}")
  if(NOT ${name}_FOLDER)
    message(FATAL_ERROR "Lanes needs the headers of ${name} (${arg_PROBE}). "
        "If they are in an unusual place, say -D${name}_FOLDER=….")
  endif()
  file(MAKE_DIRECTORY ${header_libraries})
  foreach(entry IN LISTS arg_LINK)
    file(CREATE_LINK ${${name}_FOLDER}/${entry} ${header_libraries}/${entry} SYMBOLIC)
  endforeach()
endfunction()

header_library(RapidJSON PROBE rapidjson/document.h LINK rapidjson)
header_library(CTRE PROBE ctre.hpp LINK ctre ctre.hpp ctll ctll.hpp unicode-db unicode-db.hpp)
header_library(stb PROBE stb/stb_image_resize2.h LINK stb)
