package dev.videotoken.web;

import org.springframework.boot.actuate.autoconfigure.sbom.SbomEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What the service is made of is for its operators, so it is not told on the port that callers use. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
@Import(SbomEndpointAutoConfiguration.class)
class SbomOnManagementPort {}
