/** Answers {@code /video-token}: reads the request, asks for the room, signs the access token. */
@NullMarked
package dev.videotoken.token;

import org.jspecify.annotations.NullMarked;
