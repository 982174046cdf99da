# What the server serves, gathered beside the program: the web client, Swagger UI with our page, and api.yaml.
set(NECSUS_SHARE ${CMAKE_BINARY_DIR}/share/necsus)
set(NECSUS_CLIENT ${CMAKE_SOURCE_DIR}/client)
set(SWAGGER_UI ${NECSUS_CLIENT}/node_modules/swagger-ui-dist)
set(VITE ${NECSUS_CLIENT}/node_modules/.bin/vite)

if(NOT EXISTS ${SWAGGER_UI}/swagger-ui-bundle.js OR NOT EXISTS ${VITE})
    message(FATAL_ERROR "The web client's packages are missing: run scripts/install, or `npm ci` in client/.")
endif()

file(GLOB_RECURSE client_sources CONFIGURE_DEPENDS
    ${NECSUS_CLIENT}/src/* ${NECSUS_CLIENT}/public/* ${NECSUS_CLIENT}/*.html ${CMAKE_SOURCE_DIR}/docs/*.md)
list(FILTER client_sources EXCLUDE REGEX "node_modules|docs/dev/|\\.spec\\.ts$")
add_custom_command(
    OUTPUT ${NECSUS_SHARE}/.gathered
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DSWAGGER_UI=${SWAGGER_UI} -DSHARE=${NECSUS_SHARE}
            -P ${CMAKE_SOURCE_DIR}/cmake/gather_share.cmake
    DEPENDS api.yaml README.md cmake/gather_share.cmake ${client_sources} ${SWAGGER_UI}/package.json
            client/package.json client/package-lock.json client/vite.config.ts client/devServer.ts client/guide.ts client/docs/index.html client/docs/docs.js
            client/docs/docs.css client/docs/page.js
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMENT "Building the web client, and gathering what the server serves"
    VERBATIM)
add_custom_target(share ALL DEPENDS ${NECSUS_SHARE}/.gathered)
