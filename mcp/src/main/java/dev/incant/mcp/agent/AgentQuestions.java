package dev.incant.mcp.agent;

import dev.incant.kernel.capability.MissingGrant;

/// How the person behind an agent is asked. Safe for use by many threads.
public interface AgentQuestions {
    /// What a person decides.
    enum Decision {
        ALLOW,
        DENY,
        /// Nothing: the question was put away, or nobody answered in time.
        NONE
    }

    /// Nobody can be asked.
    AgentQuestions NOBODY = new AgentQuestions() {
        @Override
        public boolean possible() {
            return false;
        }

        @Override
        public boolean waits() {
            return false;
        }

        @Override
        public Decision allow(String tool, MissingGrant missing) {
            return Decision.NONE;
        }
    };

    /// Whether the client can ask a person.
    boolean possible();

    /// Whether [#allow] waits for the answer. Where it does not, it may throw, which ends the call, and the client
    /// calls again with the answer: so only whoever answers the call itself may ask, and may not catch that.
    boolean waits();

    /// Asks whether a session may have a grant.
    ///
    /// @param tool what needs it
    Decision allow(String tool, MissingGrant missing);
}
