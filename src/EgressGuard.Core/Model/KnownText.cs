using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace EgressGuard.Core.Model;

/// <summary>
/// The words that stand in nearly every object and review. They are looked up instead of made: a string for each would be a good part of
/// what reading one costs.
/// </summary>
internal static class KnownText
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            "admission.k8s.io/v1", "AdmissionReview", "CREATE", "UPDATE", "DELETE", "CONNECT",
            "networking.istio.io", "security.istio.io", "extensions.istio.io", "apps", "batch", "discovery.k8s.io",
            "networking.k8s.io", "gateway.networking.k8s.io", "egressguard.io",
            "v1", "apps/v1", "batch/v1", "discovery.k8s.io/v1", "networking.k8s.io/v1", "gateway.networking.k8s.io/v1",
            "networking.istio.io/v1", "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3", "security.istio.io/v1",
            .. Enum.GetNames<ObjectKind>(),
            "STATIC", "NONE", "DNS", "DNS_ROUND_ROBIN", "MESH_EXTERNAL", "MESH_INTERNAL", "TCP", "TLS", "HTTP", "HTTPS", "HTTP2", "GRPC",
            "http", "https", "tls", "tcp", "mesh", "*", ".", "ALL", "istio", "egressgateway", "istio-system", "istio-proxy", "true", "false",
            "app", "default", "egress", "istio-egressgateway", "istio-egressgateway.istio-system.svc.cluster.local",
        ]).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int Longest = Words.Set.Max(word => word.Length);

    /// <summary>The string that the reader stands at.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        var bytes = reader.ValueSpan;
        if (reader.ValueIsEscaped || reader.HasValueSequence || bytes.Length > Longest)
        {
            return reader.GetString()!;
        }

        Span<char> text = stackalloc char[Longest];
        return Encoding.UTF8.TryGetChars(bytes, text, out var length) && Words.TryGetValue(text[..length], out var known)
            ? known
            : reader.GetString()!;
    }
}
