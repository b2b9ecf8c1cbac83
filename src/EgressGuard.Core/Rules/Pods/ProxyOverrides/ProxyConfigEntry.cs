namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>One setting of a <c>proxy.istio.io/config</c>.</summary>
/// <param name="Key">The key, as it is written.</param>
/// <param name="Value">The value where it is a single one, else null.</param>
/// <param name="Members">The keys and single values one level below; empty where there are none.</param>
internal sealed record ProxyConfigEntry(string Key, string? Value, IReadOnlyList<KeyValuePair<string, string?>> Members);
