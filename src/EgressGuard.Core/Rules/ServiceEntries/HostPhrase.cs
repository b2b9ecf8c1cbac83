namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>Hosts as a sentence names them.</summary>
internal static class HostPhrase
{
    /// <summary><c>host 'a'</c>, or <c>hosts 'a' and 'b'</c>. At least one.</summary>
    public static string Of(IReadOnlyList<string> hosts) => (hosts.Count == 1 ? "host " : "hosts ") + Phrase.QuoteAll(hosts);
}
