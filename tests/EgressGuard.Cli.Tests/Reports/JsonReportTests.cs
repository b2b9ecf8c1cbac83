using System.Text.Json;
using EgressGuard.Cli.Tests.Check;

namespace EgressGuard.Cli.Tests.Reports;

public sealed class JsonReportTests
{
    [Fact]
    public void The_contract_field_by_field() => Assert.Equal(
        $$"""
        {
          "version": 1,
          "summary": {
            "objects": 1,
            "allowed": 0,
            "warned": 0,
            "denied": 1,
            "findings": 1,
            "notJudged": 1
          },
          "objects": [
            {
              "source": "stdin",
              "line": 1,
              "kind": "ServiceEntry",
              "namespace": "shop",
              "name": "cnn",
              "verdict": "deny",
              "findings": [
                {
                  "rule": "EG102",
                  "name": "service-entry-unscoped-export",
                  "action": "deny",
                  "message": "exportTo contains '*', which shows this entry to every namespace. Namespaces that have no route through the egress gateway would reach its hosts directly.",
                  "pointer": "/spec/exportTo/0",
                  "line": 6,
                  "column": 14,
                  "remedy": "Set exportTo: [\".\", \"istio-system\"], so that only your namespace and the egress gateway see it."
                }
              ],
              "exempted": [],
              "notEvaluated": [
                {{string.Join(",\n        ", PathRules.OfServiceEntries.Select(rule => $"\"{rule}\""))}}
              ]
            }
          ]
        }

        """,
        CommandLine.RunWith(Manifests.PublicEntry + "---\n" + Manifests.ConfigMap, "check", "-", "-o", "json").Output);

    [Theory]
    [MemberData(nameof(Hostile.Names), MemberType = typeof(Hostile))]
    public void A_hostile_name_comes_back_whole_and_never_raw(string name)
    {
        var output = CommandLine.RunWith(Manifests.Named(name), "check", "-", "-o", "json").Output;

        Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
        using var json = JsonDocument.Parse(output);
        Assert.Equal(name, json.RootElement.GetProperty("objects")[0].GetProperty("name").GetString());
    }
}
