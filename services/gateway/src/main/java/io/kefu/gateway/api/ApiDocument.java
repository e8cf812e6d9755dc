package io.kefu.gateway.api;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** Head of the OpenAPI document at {@code /q/openapi}. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Kefu API",
            version = "1",
            description =
                "Customer service on WeChat. Errors are application/problem+json with a stable code.",
            license = @License(name = "Apache License 2.0", identifier = "Apache-2.0")),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(
    securitySchemeName = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "Access token of POST /api/v1/auth/login.")
public class ApiDocument extends Application {}
