using System.Text;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Benchmarks.Scale;

/// <summary>
/// A mesh of any size: applications, ten to a namespace, each with one outside host that it reaches through the egress gateway by TLS
/// passthrough, and a Service. That is five objects to an application.
/// </summary>
internal static class SyntheticMesh
{
    private const int PerNamespace = 10;
    private const int ObjectsPerApplication = 5;
    private const string Labels = """{"egressguard.io/gateway":"istio-egressgateway.istio-system"}""";

    public static MeshSnapshot Make(int objects)
    {
        var mesh = MeshSnapshot.Empty;
        for (var number = 0; number < objects / ObjectsPerApplication; number++)
        {
            mesh = number % PerNamespace == 0 ? With(mesh, Namespace(number)) : mesh;
            foreach (var subject in (Subject[])
                [Service(number), Gateway(number), DestinationRule(number), VirtualService(number), ServiceEntry(number)])
            {
                mesh = With(mesh, subject);
            }
        }

        return mesh;
    }

    public static MeshSnapshot With(MeshSnapshot mesh, Subject subject) => mesh.With(subject.Object, subject.Reference);

    public static Subject ServiceEntry(int number) => Read(ObjectKind.ServiceEntry, ServiceEntryText(number));

    public static Subject VirtualService(int number) => Read(ObjectKind.VirtualService, VirtualServiceText(number));

    public static Subject Gateway(int number) => Read(ObjectKind.Gateway, Object(
        "networking.istio.io/v1",
        "Gateway",
        number,
        $$"""{"selector":{"istio":"egressgateway"},"servers":[{"port":{"number":443,"name":"tls-{{number}}","protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"},"hosts":["./{{Host(number)}}"]}]}"""));

    public static Subject DestinationRule(int number) => Read(ObjectKind.DestinationRule, Object(
        "networking.istio.io/v1",
        "DestinationRule",
        number,
        $$"""{"host":"istio-egressgateway.istio-system.svc.cluster.local","exportTo":["."],"subsets":[{"name":"app-{{number}}"}]}"""));

    public static Subject Service(int number) => Read(ObjectKind.Service, Object(
        "v1", "Service", number, $$"""{"selector":{"app":"app-{{number}}"},"ports":[{"name":"http","port":80,"targetPort":8080}]}"""));

    public static Subject Pod(int number) => Read(ObjectKind.Pod, Object(
        "v1",
        "Pod",
        number,
        $$"""{"securityContext":{"runAsNonRoot":true,"runAsUser":10001},"containers":[{"name":"app","image":"registry.example.com/app:1.0.{{number}}","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]} } }]}""",
        """{"egressguard.io/egress":"gateway","sidecar.istio.io/inject":"true"}"""));

    private static string ServiceEntryText(int number) => Object(
        "networking.istio.io/v1",
        "ServiceEntry",
        number,
        $$"""{"hosts":["{{Host(number)}}"],"location":"MESH_EXTERNAL","ports":[{"number":443,"name":"tls","protocol":"TLS"}],"resolution":"DNS","exportTo":[".","istio-system"]}""");

    private static string VirtualServiceText(int number) => Object(
        "networking.istio.io/v1",
        "VirtualService",
        number,
        $$"""
        {"hosts":["{{Host(number)}}"],"gateways":["mesh","app-{{number}}"],"exportTo":[".","istio-system"],"tls":[
        {"match":[{"gateways":["mesh"],"port":443,"sniHosts":["{{Host(number)}}"]}],
        "route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local","subset":"app-{{number}}","port":{"number":443} } }]},
        {"match":[{"gateways":["app-{{number}}"],"port":443,"sniHosts":["{{Host(number)}}"]}],
        "route":[{"destination":{"host":"{{Host(number)}}","port":{"number":443} } }]}]}
        """);

    private static string Host(int number) => $"api-{number}.example.com";

    private static Subject Namespace(int number)
    {
        var name = NamespaceOf(number);
        var text = $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{name}}","labels":{"istio-injection":"enabled"} } }""";
        return new Subject(KubeObjectReader.Read(ObjectKind.Namespace, Encoding.UTF8.GetBytes(text), out _)!, "", name);
    }

    private static string NamespaceOf(int number) => $"team-{number / PerNamespace}";

    private static string Object(string apiVersion, string kind, int number, string spec, string labels = Labels) =>
        $$"""{"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":{"labels":{{labels}},"name":"app-{{number}}","namespace":"{{NamespaceOf(number)}}"},"spec":{{spec}} }""";

    private static Subject Read(ObjectKind kind, string text)
    {
        var read = KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(text), out var defect);
        return Subject.Of(read ?? throw new InvalidOperationException($"{defect}: {text}"), "default");
    }
}
