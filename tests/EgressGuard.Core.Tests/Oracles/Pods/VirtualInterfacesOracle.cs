using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>POD-13: annotations that name interfaces of virtual machines.</summary>
internal sealed class VirtualInterfacesOracle : TemplateOracle
{
    public override string Rule => "EG311";

    private static readonly string[] Keys = ["traffic.sidecar.istio.io/kubevirtInterfaces", "istio.io/reroute-virtual-interfaces"];

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        foreach (var key in (string[])[.. Keys, "traffic.sidecar.istio.io/KubevirtInterfaces"])
        {
            pick.Maybe(annotations, key, "", " ", ",", " , ,", "eth0", ",eth1", "net1, net2");
        }

        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, []));
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case) =>
        from key in Keys
        where (pod.Annotation(key) ?? "").Replace(",", "", StringComparison.Ordinal).Trim().Length > 0
        select "/metadata/annotations/" + Key(key);
}
