using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG113 from SE-12.</summary>
internal sealed class WorkloadSelectorOnExternalHostOracle : EntryOracle
{
    public override string Rule => "EG113";

    public override OracleCase Generate(Pick pick)
    {
        var hosts = Enumerable.Range(0, pick.Number(1, 2)).Select(_ => Disguise(pick, pick.One(
            "vm.shop.svc.cluster.local", "vm.shop.svc", "vm.internal", "vm.local", "*.local", "vm", "api.example.com", "*.example.com",
            "vm.notlocal", "*local", "svc.example.com")));
        var spec = new JsonObject { ["hosts"] = Pick.List(hosts) };
        switch (pick.Number(1, 4))
        {
            case 1:
                spec["workloadSelector"] = new JsonObject();
                break;
            case 2:
                spec["workloadSelector"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "relay" } };
                break;
            case 3:
                spec["workloadSelector"] = null;
                break;
            default:
                break;
        }

        pick.Maybe(spec, "location", "MESH_INTERNAL");
        return new OracleCase(Entry(pick, spec));
    }

    public override IEnumerable<string> Violations(OracleCase @case) =>
        Spec(@case, "workloadSelector") is JsonObject
        && !IsPlatform(@case)
        && Texts(Spec(@case, "hosts")).Exists(host => !IsInternalName(Plain(host), @case.Policy))
            ? ["/spec/workloadSelector"]
            : [];
}
