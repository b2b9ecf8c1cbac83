using System.Globalization;
using System.Text;

namespace EgressGuard.Benchmarks.Cli;

/// <summary>Manifests in a directory of their own, which goes with them: in turn a ServiceEntry, its VirtualService and a Pod, each of 1.9 KB.</summary>
internal sealed class ManifestFiles : IDisposable
{
    private const int Size = 1_900;
    private const int Kinds = 3;
    private const int PerNamespace = 10;

    public ManifestFiles(int count)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("egressguard-manifests-").FullName;
        for (var index = 0; index < count; index++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{index:D6}.yaml");
            File.WriteAllText(Path.Combine(Directory, name), Text(index));
        }
    }

    public string Directory { get; }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static string Text(int index)
    {
        var number = index / Kinds;
        var (head, spec) = (index % Kinds) switch
        {
            0 => (Head("networking.istio.io/v1", "ServiceEntry", number, "egressguard.io/gateway: istio-egressgateway.istio-system"), ServiceEntry(number)),
            1 => (Head("networking.istio.io/v1", "VirtualService", number, "egressguard.io/gateway: istio-egressgateway.istio-system"), VirtualService(number)),
            _ => (Head("v1", "Pod", number, "egressguard.io/egress: gateway"), Pod(number)),
        };
        var text = new StringBuilder(head);
        for (var note = 0; text.Length + spec.Length < Size; note++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    example.com/note-{note}: what somebody wrote down about this object\n");
        }

        return text.Append(spec).ToString();
    }

    private static string Head(string apiVersion, string kind, int number, string label) =>
        $"""
        apiVersion: {apiVersion}
        kind: {kind}
        metadata:
          name: app-{number}
          namespace: team-{number / PerNamespace}
          labels:
            {label}
          annotations:

        """;

    private static string ServiceEntry(int number) =>
        $"""
        spec:
          hosts:
          - api-{number}.example.com
          location: MESH_EXTERNAL
          exportTo: [".", istio-system]
          ports:
          - number: 443
            name: tls
            protocol: TLS
          resolution: DNS

        """;

    private static string VirtualService(int number) =>
        $"""
        spec:
          hosts:
          - api-{number}.example.com
          gateways: [mesh, app-{number}]
          exportTo: [".", istio-system]
          tls:
          - match:
            - gateways: [mesh]
              port: 443
              sniHosts: [api-{number}.example.com]
            route:
            - destination:
                host: istio-egressgateway.istio-system.svc.cluster.local
                port:
                  number: 443
          - match:
            - gateways: [app-{number}]
              port: 443
              sniHosts: [api-{number}.example.com]
            route:
            - destination:
                host: api-{number}.example.com
                port:
                  number: 443

        """;

    private static string Pod(int number) =>
        $"""
        spec:
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
          containers:
          - name: app
            image: registry.example.com/app:1.0.{number}
            securityContext:
              allowPrivilegeEscalation: false
              capabilities:
                drop: [ALL]

        """;
}
