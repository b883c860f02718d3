# cpack -G DEB: the program, the case page, rules, man pages and completion.
install(FILES docs/man/crashscan.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(PROGRAMS ci/crashscan-ci DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ci/completion.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
	RENAME crashscan)
install(FILES ci/crashscan-follow.service DESTINATION lib/systemd/system)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs FILES_MATCHING PATTERN "*.md" PATTERN "*.png"
	PATTERN decisions EXCLUDE PATTERN man EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crashscan)
set(CPACK_PACKAGE_CONTACT "the crashscan maintainers <maintainers@crashscan.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
string(REPLACE ";" ", " CPACK_DEBIAN_PACKAGE_DEPENDS "${CS_LAZY_PACKAGES}")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS lighttpd)
include(CPack)
