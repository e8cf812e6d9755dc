package io.kefu.gateway.idempotency;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource (or one method of it that returns a {@code Uni}) whose POST, PUT and PATCH may be
 * repeated under one {@code Idempotency-Key}: done once, answered alike. Needs an authenticated
 * caller; not for bodies that are streamed ({@link StreamedWrites}), nor for a person's own
 * secrets.
 */
@Inherited
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Idempotent {}
