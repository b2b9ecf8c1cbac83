using System.Text.Json;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class PathJsonTests
{
    [Fact]
    public void The_contract_field_by_field() => Assert.Equal(
        """
        {
          "version": 1,
          "paths": [
            {
              "namespace": "shop",
              "host": "api.example.com",
              "port": 443,
              "protocol": "TLS",
              "outcome": "Direct",
              "ways": [
                {
                  "outcome": "ViaGateway",
                  "condition": "pods labelled app=web",
                  "reason": "the egress gateway sends it out",
                  "hops": [
                    {
                      "kind": "Client",
                      "object": null,
                      "text": "the sidecars of shop take it"
                    },
                    {
                      "kind": "Service",
                      "object": {
                        "kind": "ServiceEntry",
                        "namespace": "shop",
                        "name": "api",
                        "pointer": "/spec/ports/0"
                      },
                      "text": "ServiceEntry shop/api declares 443/TLS"
                    },
                    {
                      "kind": "Route",
                      "object": {
                        "kind": "VirtualService",
                        "namespace": "shop",
                        "name": "api",
                        "pointer": "/spec/tls/0/route/0"
                      },
                      "text": "leads to the egress gateway"
                    }
                  ],
                  "faults": []
                },
                {
                  "outcome": "Direct",
                  "condition": null,
                  "reason": "ServiceEntry shop/api declares 443/TLS, but VirtualService shop/api is for pods labelled app=web only",
                  "hops": [
                    {
                      "kind": "Service",
                      "object": {
                        "kind": "ServiceEntry",
                        "namespace": "shop",
                        "name": "api",
                        "pointer": "/spec/ports/0"
                      },
                      "text": "ServiceEntry shop/api declares 443/TLS"
                    }
                  ],
                  "faults": [
                    {
                      "code": "route-for-some-only",
                      "checklist": "VS-6, VS-15",
                      "message": "VirtualService shop/api is for pods labelled app=web only",
                      "objects": [
                        {
                          "kind": "VirtualService",
                          "namespace": "shop",
                          "name": "api",
                          "pointer": "/spec/tls/0/route/0"
                        },
                        {
                          "kind": "ServiceEntry",
                          "namespace": "shop",
                          "name": "api",
                          "pointer": "/spec/ports/0"
                        }
                      ]
                    },
                    {
                      "code": "double-tls",
                      "checklist": "C15",
                      "message": "TLS is inside TLS",
                      "objects": []
                    }
                  ]
                }
              ],
              "losers": [
                {
                  "object": {
                    "kind": "VirtualService",
                    "namespace": "payments",
                    "name": "api",
                    "pointer": ""
                  },
                  "reason": "is not exported to namespace shop"
                },
                {
                  "object": {
                    "kind": "VirtualService",
                    "namespace": "shop",
                    "name": "api",
                    "pointer": ""
                  },
                  "reason": "is for pods labelled app=web only"
                }
              ]
            }
          ]
        }

        """,
        Write(SamplePaths.Mixed()));

    [Fact]
    public void Where_nothing_answers_the_protocol_is_null()
    {
        using var json = JsonDocument.Parse(Write(SamplePaths.Ending(PathOutcome.Blocked) with { Protocol = null }));

        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("paths")[0].GetProperty("protocol").ValueKind);
    }

    private static string Write(EgressPath path)
    {
        using var output = new StringWriter();
        PathJson.Write([path], output);
        return output.ToString();
    }
}
