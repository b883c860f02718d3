# Flags, and the three ways something is built here: a module, a program, an embedded file.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
	set(CMAKE_BUILD_TYPE Release)
endif()
option(CS_WERROR "warnings are errors" OFF)
option(CS_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(CS_COVERAGE "measure coverage" OFF)

add_compile_definitions(_GNU_SOURCE CS_VERSION="${PROJECT_VERSION}")
add_compile_options(-Wall -Wextra -Wshadow -Wvla -Wundef -Wstrict-prototypes
	-Wmissing-prototypes -Wno-override-init -Wwrite-strings -Wpointer-arith -Wformat=2
	-fno-strict-aliasing -fstack-protector-strong)
if(CS_WERROR)
	add_compile_options(-Werror)
endif()
if(CS_SANITIZE)
	add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer
		-fno-sanitize-recover=undefined)
	add_link_options(-fsanitize=address,undefined)
endif()
if(CS_COVERAGE)
	add_compile_options(--coverage -O0)
	add_link_options(--coverage)
endif()
if(CS_FUZZ)
	add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
	add_link_options(-fsanitize=address,undefined)
endif()

# cs_module(NAME SOURCES file... [LINKS module-or-library...])
# A folder under src/ is one static library, cs_NAME. Its links are PRIVATE: who uses a module
# of a module says so. tests/lint/includes holds the table of who may include whom.
function(cs_module name)
	cmake_parse_arguments(M "" "" "SOURCES;LINKS" ${ARGN})
	add_library(cs_${name} STATIC ${M_SOURCES})
	target_include_directories(cs_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
	target_link_libraries(cs_${name} PRIVATE ${M_LINKS})
endfunction()

# cs_embed(TARGET file SYMBOL): the file's bytes as "const char SYMBOL[]" and SYMBOL_size.
function(cs_embed target file symbol)
	set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
	add_custom_command(OUTPUT ${out}
		COMMAND ${CMAKE_COMMAND} -DIN=${CMAKE_CURRENT_SOURCE_DIR}/${file} -DOUT=${out}
			-DSYMBOL=${symbol} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
		DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
	target_sources(${target} PRIVATE ${out})
endfunction()
