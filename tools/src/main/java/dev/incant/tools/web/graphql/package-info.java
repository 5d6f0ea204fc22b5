/// GraphQL as the client sees it: documents checked before they are sent, schemas, replies, event streams.
@NullMarked
package dev.incant.tools.web.graphql;

import org.jspecify.annotations.NullMarked;
