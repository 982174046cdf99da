# What the server serves, gathered beside the program: the web client, Swagger UI with our page, and api.yaml.
set(NECSUS_SHARE ${CMAKE_BINARY_DIR}/share/necsus)
set(SWAGGER_UI ${CMAKE_SOURCE_DIR}/client/node_modules/swagger-ui-dist)

if(NOT EXISTS ${SWAGGER_UI}/swagger-ui-bundle.js)
    message(FATAL_ERROR "Swagger UI is missing: run scripts/install, or `npm ci` in client/.")
endif()

set(share_sources
    api.yaml
    client/index.html
    client/room.html
    client/assets/necsus.css
    client/assets/necsus.js
    client/docs/index.html
    client/docs/docs.js
)
add_custom_command(
    OUTPUT ${NECSUS_SHARE}/.gathered
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DSWAGGER_UI=${SWAGGER_UI} -DSHARE=${NECSUS_SHARE}
            -P ${CMAKE_SOURCE_DIR}/cmake/gather_share.cmake
    DEPENDS ${share_sources} cmake/gather_share.cmake ${SWAGGER_UI}/package.json
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMENT "Gathering what the server serves"
    VERBATIM)
add_custom_target(share ALL DEPENDS ${NECSUS_SHARE}/.gathered)
