using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Model;

/// <summary>
/// Reads one object from UTF-8 JSON. It is the only reader of objects, for reviews, files and watches alike, so that every door
/// sees the same thing. It never throws on data: what cannot be read comes back as an <see cref="ObjectDefect"/>.
/// </summary>
public static class KubeObjectReader
{
    /// <summary>Reads an object of a known kind.</summary>
    /// <param name="kind">The kind to read it as.</param>
    /// <param name="utf8Json">The object as UTF-8 JSON, one value and nothing else.</param>
    /// <param name="defect">Why it cannot be read, when the result is null.</param>
    /// <returns>The object, or null.</returns>
    public static KubeObject? Read(ObjectKind kind, ReadOnlySpan<byte> utf8Json, out ObjectDefect? defect)
    {
        try
        {
            var read = (KubeObject?)JsonSerializer.Deserialize(utf8Json, TypeInfoOf(kind));
            read = read switch
            {
                Workload workload => workload with { WorkloadKind = kind },
                KubernetesRoute route => route with { RouteKind = kind },
                ProxyExtension extension => extension with { ExtensionKind = kind },
                _ => read,
            };
            defect = read switch
            {
                null => new ObjectDefect("", "the object is null"),
                Workload { HasSpec: false } => new ObjectDefect("/spec", "the pod template is missing or null"),
                { HasSpec: false } => new ObjectDefect("/spec", "spec is missing or null"),
                ServiceEntry { Spec: { EffectiveResolution: Resolution.Unknown } spec } => UnknownResolution(spec.Resolution),
                _ => NullListItem.Find(utf8Json),
            };
            return defect is null ? read : null;
        }
        catch (JsonException exception)
        {
            defect = Explain(exception);
            return null;
        }
        catch (InvalidOperationException)
        {
            // What the JSON reader throws for bytes that are not UTF-8 and for half a surrogate pair in the name of a member.
            defect = new ObjectDefect("", "its text is not valid Unicode");
            return null;
        }
    }

    /// <summary>How an object of the kind is read: the members and their types.</summary>
    internal static JsonTypeInfo TypeInfoOf(ObjectKind kind) => kind switch
    {
        ObjectKind.ServiceEntry => KubeJsonContext.Default.ServiceEntry,
        ObjectKind.VirtualService => KubeJsonContext.Default.VirtualService,
        ObjectKind.Gateway => KubeJsonContext.Default.Gateway,
        ObjectKind.Pod => KubeJsonContext.Default.Pod,
        ObjectKind.Namespace => KubeJsonContext.Default.Namespace,
        ObjectKind.Deployment or ObjectKind.StatefulSet or ObjectKind.DaemonSet or ObjectKind.ReplicaSet or ObjectKind.Job or ObjectKind.CronJob =>
            KubeJsonContext.Default.Workload,
        ObjectKind.DestinationRule => KubeJsonContext.Default.DestinationRule,
        ObjectKind.Sidecar => KubeJsonContext.Default.Sidecar,
        ObjectKind.ProxyConfig => KubeJsonContext.Default.ProxyConfig,
        ObjectKind.AuthorizationPolicy => KubeJsonContext.Default.AuthorizationPolicy,
        ObjectKind.RequestAuthentication => KubeJsonContext.Default.RequestAuthentication,
        ObjectKind.WorkloadEntry => KubeJsonContext.Default.WorkloadEntry,
        ObjectKind.WorkloadGroup => KubeJsonContext.Default.WorkloadGroup,
        ObjectKind.Service => KubeJsonContext.Default.Service,
        ObjectKind.Endpoints => KubeJsonContext.Default.Endpoints,
        ObjectKind.EndpointSlice => KubeJsonContext.Default.EndpointSlice,
        ObjectKind.NetworkPolicy => KubeJsonContext.Default.NetworkPolicy,
        ObjectKind.KubernetesGateway => KubeJsonContext.Default.KubernetesGateway,
        ObjectKind.ListenerSet => KubeJsonContext.Default.ListenerSet,
        ObjectKind.XBackend => KubeJsonContext.Default.ExternalBackend,
        ObjectKind.EnvoyFilter or ObjectKind.WasmPlugin or ObjectKind.TrafficExtension => KubeJsonContext.Default.ProxyExtension,
        ObjectKind.HTTPRoute or ObjectKind.GRPCRoute or ObjectKind.TLSRoute or ObjectKind.TCPRoute => KubeJsonContext.Default.KubernetesRoute,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind has no reader."),
    };

    private static ObjectDefect UnknownResolution(string? written) =>
        new("/spec/resolution", $"'{written}' is not a resolution that Istio knows (NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS)");

    private static ObjectDefect Explain(JsonException exception)
    {
        var pointer = JsonPointer.FromJsonPath(exception.Path ?? "$");
        var message = exception.Message;
        if (message.StartsWith("Duplicate ", StringComparison.Ordinal))
        {
            return new ObjectDefect(pointer, "a member occurs twice, and readers would disagree about which one counts");
        }

        const string Conversion = "could not be converted to ";
        var conversion = message.IndexOf(Conversion, StringComparison.Ordinal);
        return conversion >= 0
            ? new ObjectDefect(pointer, "the value is not " + Expected(exception.InnerException?.Message ?? "", message.AsSpan(conversion + Conversion.Length)))
            : new ObjectDefect(pointer, "this is not valid JSON: " + WithoutPath(message));
    }

    /// <summary>What stands at the place by the API document, told from the reader's own words: its reason if it gives one, else the type.</summary>
    private static string Expected(string reason, ReadOnlySpan<char> type) => reason switch
    {
        _ when reason.Contains("UTF-16", StringComparison.Ordinal) => "valid text",
        _ when reason.Contains("as a string", StringComparison.Ordinal) => "a string",
        _ when reason.Contains("as a boolean", StringComparison.Ordinal) => "true or false",
        _ when reason.Contains("as a number", StringComparison.Ordinal) || reason.Contains(" Int", StringComparison.Ordinal) => "an integer",
        _ when type.StartsWith("System.String") => "a string",
        _ when type.StartsWith("System.Collections.Generic.IReadOnlyList") => "a list",
        _ => "an object",
    };

    private static string WithoutPath(string message)
    {
        var path = message.IndexOf(" Path: ", StringComparison.Ordinal);
        path = path < 0 ? message.IndexOf(" LineNumber: ", StringComparison.Ordinal) : path;
        return (path < 0 ? message : message[..path]).TrimEnd('.').ReplaceLineEndings(" ");
    }
}
