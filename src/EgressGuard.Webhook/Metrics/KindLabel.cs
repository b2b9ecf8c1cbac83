using System.Collections.Frozen;
using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The label <c>kind</c>: the kinds that EgressGuard reads, and <c>other</c>. The Gateway API's Gateway is KubernetesGateway.</summary>
internal static class KindLabel
{
    /// <summary>The tag's name.</summary>
    public const string Tag = "kind";

    private const string Other = "other";

    private static readonly FrozenDictionary<ObjectKind, string> Names =
        Enum.GetValues<ObjectKind>().ToFrozenDictionary(kind => kind, kind => kind.ToString());

    /// <summary>All values but <c>other</c>.</summary>
    public static IEnumerable<string> All => Names.Values;

    /// <summary>The value for a kind.</summary>
    public static string Of(ObjectKind kind) => Names[kind];

    /// <summary>The value for an API group and a kind, which may be any.</summary>
    public static string Of(string group, string kind) => ObjectKinds.Find(group, kind) is { } known ? Names[known] : Other;
}
