using System.Text;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Benchmarks.Scale;

/// <summary>
/// A compliant mesh of any size: applications, ten to a namespace, each with one outside host that it reaches through the egress gateway
/// by TLS passthrough, and a Service. Neighbours in a namespace may share a Gateway and a DestinationRule.
/// </summary>
/// <param name="sharing">How many applications share one; 1, 2, 5 or 10.</param>
internal sealed class SyntheticMesh(int sharing)
{
    private const int PerNamespace = 10;
    private const int ObjectsPerApplication = 5;
    private const string Labels = """{"egressguard.io/gateway":"istio-egressgateway.istio-system"}""";
    private const string PodLabels = """{"egressguard.io/egress":"gateway","sidecar.istio.io/inject":"true"}""";
    private const string Networking = "networking.istio.io/v1";

    /// <summary>Every application with objects of its own.</summary>
    public static SyntheticMesh Unshared { get; } = new(sharing: 1);

    /// <summary>The mesh of so many objects; namespaces come on top.</summary>
    public static MeshSnapshot Make(int objects) => Unshared.Objects(objects / ObjectsPerApplication).Aggregate(
        MeshSnapshot.Empty, (mesh, place) => With(mesh, Unshared.Read(place.Kind, place.Number)));

    public static MeshSnapshot With(MeshSnapshot mesh, Subject subject) => mesh.With(subject.Object, subject.Reference);

    /// <summary>What so many applications have, namespaces before what is in them.</summary>
    public IEnumerable<(ObjectKind Kind, int Number)> Objects(int applications)
    {
        for (var number = 0; number < applications; number++)
        {
            if (number % PerNamespace == 0)
            {
                yield return (ObjectKind.Namespace, number);
            }

            if (number % sharing == 0)
            {
                yield return (ObjectKind.Gateway, number);
                yield return (ObjectKind.DestinationRule, number);
            }

            yield return (ObjectKind.Service, number);
            yield return (ObjectKind.VirtualService, number);
            yield return (ObjectKind.ServiceEntry, number);
        }
    }

    /// <summary>The object of a kind that an application has.</summary>
    public Subject Read(ObjectKind kind, int number)
    {
        var text = Text(kind, number);
        var read = KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(text), out var defect);
        return Subject.Of(read ?? throw new InvalidOperationException($"{defect}: {text}"), kind == ObjectKind.Namespace ? "" : "default");
    }

    /// <summary>The same as JSON.</summary>
    public string Text(ObjectKind kind, int number) => kind switch
    {
        ObjectKind.Namespace =>
            $$"""
            {"apiVersion":"v1","kind":"Namespace",
            "metadata":{"name":"{{NamespaceOf(number)}}","labels":{"istio-injection":"enabled"} } }
            """,
        ObjectKind.Gateway => Object(Networking, kind, Leader(number), Gateway(Leader(number))),
        ObjectKind.DestinationRule => Object(Networking, kind, Leader(number), DestinationRule(Leader(number))),
        ObjectKind.VirtualService => Object(Networking, kind, number, VirtualService(number)),
        ObjectKind.ServiceEntry => Object(Networking, kind, number, ServiceEntry(number)),
        ObjectKind.Service => Object("v1", kind, number, Service(number)),
        ObjectKind.Pod => Object("v1", kind, number, Pod(number), PodLabels),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The mesh has no such objects."),
    };

    /// <summary>The application that what it shares with its neighbours is called after.</summary>
    private int Leader(int number) => number - (number % sharing);

    private string Gateway(int leader)
    {
        var hosts = string.Join(',', Enumerable.Range(leader, sharing).Select(number => $"\"./{Host(number)}\""));
        return $$"""
            {"selector":{"istio":"egressgateway"},"servers":[
            {"port":{"number":443,"name":"tls-{{leader}}","protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"},"hosts":[{{hosts}}]}]}
            """;
    }

    private string VirtualService(int number) =>
        $$"""
        {"hosts":["{{Host(number)}}"],"gateways":["mesh","app-{{Leader(number)}}"],"exportTo":[".","istio-system"],"tls":[
        {"match":[{"gateways":["mesh"],"port":443,"sniHosts":["{{Host(number)}}"]}],
        "route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local","subset":"app-{{Leader(number)}}",
        "port":{"number":443} } }]},
        {"match":[{"gateways":["app-{{Leader(number)}}"],"port":443,"sniHosts":["{{Host(number)}}"]}],
        "route":[{"destination":{"host":"{{Host(number)}}","port":{"number":443} } }]}]}
        """;

    private static string DestinationRule(int leader) =>
        $$"""{"host":"istio-egressgateway.istio-system.svc.cluster.local","exportTo":["."],"subsets":[{"name":"app-{{leader}}"}]}""";

    private static string ServiceEntry(int number) =>
        $$"""
        {"hosts":["{{Host(number)}}"],"location":"MESH_EXTERNAL","ports":[{"number":443,"name":"tls","protocol":"TLS"}],
        "resolution":"DNS","exportTo":[".","istio-system"]}
        """;

    private static string Service(int number) =>
        $$"""{"selector":{"app":"app-{{number}}"},"ports":[{"name":"http","port":80,"targetPort":8080}]}""";

    private static string Pod(int number) =>
        $$"""
        {"securityContext":{"runAsNonRoot":true,"runAsUser":10001},
        "containers":[{"name":"app","image":"registry.example.com/app:1.0.{{number}}","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]} } }]}
        """;

    // Not of the domain that the webhook warms up with, one of whose objects concerns all hosts of the domain in all namespaces.
    private static string Host(int number) => $"api-{number}.example.net";

    private static string NamespaceOf(int number) => $"team-{number / PerNamespace}";

    private static string Object(string apiVersion, ObjectKind kind, int number, string spec, string labels = Labels) =>
        $$"""
        {"apiVersion":"{{apiVersion}}","kind":"{{kind}}",
        "metadata":{"labels":{{labels}},"name":"app-{{number}}","namespace":"{{NamespaceOf(number)}}"},"spec":{{spec}} }
        """;
}
