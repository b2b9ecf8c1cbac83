using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>
/// Source-generated readers of the models. Names are case-sensitive, because the API server's are; duplicate members are refused,
/// because two readers could pick different ones; the depth limit equals Go's, so that nesting alone never makes a review unreadable.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 10_000)]
[JsonSerializable(typeof(ServiceEntry))]
[JsonSerializable(typeof(VirtualService))]
[JsonSerializable(typeof(Gateway))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(DestinationRule))]
[JsonSerializable(typeof(Sidecar))]
[JsonSerializable(typeof(ProxyExtension))]
[JsonSerializable(typeof(ProxyConfig))]
[JsonSerializable(typeof(AuthorizationPolicy))]
[JsonSerializable(typeof(RequestAuthentication))]
[JsonSerializable(typeof(WorkloadEntry))]
[JsonSerializable(typeof(WorkloadGroup))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(NetworkPolicy))]
[JsonSerializable(typeof(KubernetesGateway))]
[JsonSerializable(typeof(KubernetesRoute))]
[JsonSerializable(typeof(ListenerSet))]
[JsonSerializable(typeof(ExternalBackend))]
internal sealed partial class KubeJsonContext : JsonSerializerContext;
