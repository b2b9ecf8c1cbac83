using EgressGuard.Cli.Maps;
using EgressGuard.Cli.Tests.Paths;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Maps;

public sealed class MapJsonTests
{
    [Fact]
    public void The_contract_field_by_field()
    {
        using var output = new StringWriter();
        MapJson.Write(
            new EgressMap([SampleMap.Entry("api.example.com", 443, "HTTPS", SamplePaths.Ending(PathOutcome.Direct))], ["payments", "shop"]), output);

        Assert.Equal(
            """
            {
              "version": 1,
              "namespaces": [
                "payments",
                "shop"
              ],
              "hosts": [
                {
                  "host": "api.example.com",
                  "port": 443,
                  "protocol": "HTTPS",
                  "declaredBy": [
                    {
                      "kind": "ServiceEntry",
                      "namespace": "shop",
                      "name": "api"
                    }
                  ],
                  "paths": [
                    {
                      "namespace": "shop",
                      "host": "api.example.com",
                      "port": 443,
                      "protocol": "HTTPS",
                      "outcome": "Direct",
                      "ways": [
                        {
                          "outcome": "Direct",
                          "condition": null,
                          "reason": "it is so",
                          "hops": [],
                          "faults": []
                        }
                      ],
                      "losers": []
                    }
                  ]
                }
              ]
            }

            """,
            output.ToString());
    }
}
