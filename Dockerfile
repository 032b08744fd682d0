# BUILD_IMAGE needs Maven and a JDK 25, of which the image gets what it needs; RUN_IMAGE the same C library, and bash for the health check.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG RUN_IMAGE=debian:13-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
# A settings.xml can be given as the secret maven-settings, where Maven Central is not reached without one.
RUN --mount=type=cache,target=/root/.m2/repository \
    --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \
    mvn -Paot package \
    && java -Djarmode=tools -jar target/video-token-service-*.jar extract --layers --destination layers \
    && mv layers/application/video-token-service-*.jar layers/application/video-token-service.jar \
    && src/aot/link layers/application/video-token-service.jar layers/dependencies/lib java

FROM ${RUN_IMAGE}
ARG RUN_IMAGE
ENV LANG=C.UTF-8 PATH=/opt/java/bin:$PATH
COPY --from=build /build/java/ /opt/java/
WORKDIR /app
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY --from=build /build/src/aot/jvm.options ./
# One JSON object a line.
ENV LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
# The cache holds only for this JDK, these options and these paths, so it is made here.
RUN --mount=type=bind,from=build,source=/build/target/test-classes,target=/trainer \
    java -cp /trainer dev.videotoken.aot.Trainer /app/service.aot @/app/jvm.options -jar /app/video-token-service.jar
# No user of the image's: one that owns nothing. All it writes is in /tmp.
USER 10001:10001
EXPOSE 8080
# What SIGTERM begins is in the README under Stop.
STOPSIGNAL SIGTERM
# The image has no curl; bash speaks enough HTTP.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-${PORT:-8080}} && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/service.aot", "-jar", "/app/video-token-service.jar"]
# Last, since they change with every commit.
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="video-token-service" \
      org.opencontainers.image.description="Hands browsers access tokens for Twilio Video rooms that exist." \
      org.opencontainers.image.base.name="${RUN_IMAGE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
