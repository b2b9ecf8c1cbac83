namespace EgressGuard.Cli.Paths;

/// <summary>A port's protocol for people.</summary>
internal static class ProtocolText
{
    /// <summary>As written; what a proxy does where nothing is.</summary>
    public static string Of(string protocol) => protocol.Length == 0 ? "sniffed" : protocol;

    /// <summary><c> (TLS)</c>, with the space; nothing where nothing answers.</summary>
    public static string InBrackets(string? protocol) => protocol is null ? "" : $" ({Of(protocol)})";
}
