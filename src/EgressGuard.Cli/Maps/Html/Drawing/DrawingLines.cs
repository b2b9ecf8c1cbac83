using System.Collections.Immutable;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>The lines between the boxes. The calm ones come first, so that the others lie on top.</summary>
internal sealed class DrawingLines(HtmlWriter html, DrawingModel model, DrawingLayout layout)
{
    private const int LeftEnd = DrawingLayout.LeftX + DrawingLayout.LeftWidth;
    private const int GatewayLeft = DrawingLayout.WallX - (DrawingLayout.GatewayWidth / 2);
    private const int GatewayRight = GatewayLeft + DrawingLayout.GatewayWidth;

    private const int LaneStart = DrawingLayout.WallX - 100;
    private const int LaneEnd = DrawingLayout.WallX + 100;

    /// <summary>Lines end in an arrow's back, not in its tip.</summary>
    private const int Arrow = 8;

    /// <summary>Where a destination is reached both through the gateway and past it, the two lines end so far from its middle.</summary>
    private const int Apart = 7;

    private readonly HashSet<int> _past =
        [.. layout.Lanes.SelectMany(lane => lane.Edges).Select(edge => edge.Right)];

    private readonly HashSet<int> _through = [.. model.Edges.Where(IsThroughGateway).Select(edge => edge.Right)];

    /// <summary>Writes them.</summary>
    public void Write()
    {
        WriteToGateway();
        WriteFromGateway();
        WriteStubs();
        for (var lane = layout.Lanes.Length - 1; lane >= 0; lane--)
        {
            WriteLane(lane);
        }
    }

    private void WriteToGateway()
    {
        var clients = model.Edges.Where(IsThroughGateway).GroupBy(edge => edge.Left).OrderBy(client => layout.Left[client.Key]).ToList();
        var ports = clients.Select((client, n) => (Client: client, Y: layout.GatewayPort(n, clients.Count)));
        foreach (var (client, y) in ports.OrderBy(port => port.Client.Max(edge => edge.Outcome)))
        {
            var path = new SvgPath(LeftEnd, layout.Left[client.Key]).CurveTo(GatewayLeft - Arrow, y);
            WriteLine(client.Max(edge => edge.Outcome), Touch.Of(client), path);
            WriteArrow(client.Max(edge => edge.Outcome), Touch.Of(client), GatewayLeft, y);
        }
    }

    private void WriteFromGateway()
    {
        var hosts = model.Edges.Where(IsThroughGateway)
            .GroupBy(edge => (edge.Right, edge.Outcome))
            .OrderBy(host => layout.Right[host.Key.Right])
            .ToList();
        var ports = hosts.Select((host, n) => (Host: host, Y: layout.GatewayPort(n, hosts.Count)));
        foreach (var (host, y) in ports.OrderBy(port => port.Host.Key.Outcome))
        {
            var end = layout.Right[host.Key.Right] + (_past.Contains(host.Key.Right) ? Apart : 0);
            if (host.Key.Outcome == PathOutcome.Loop)
            {
                WriteLoop(Touch.Of(host), y, end);
            }
            else
            {
                WriteLine(PathOutcome.ViaGateway, Touch.Of(host), new SvgPath(GatewayRight, y).CurveTo(DrawingLayout.RightX - Arrow, end));
                WriteArrow(PathOutcome.ViaGateway, Touch.Of(host), DrawingLayout.RightX, end);
            }
        }
    }

    /// <summary>Out of the gateway towards the host, and back into the gateway.</summary>
    private void WriteLoop(Touch touch, double y, double end)
    {
        var turn = DrawingLayout.RightX - 62;
        var path = new SvgPath(GatewayRight, y - 5).CurveTo(turn, end - 9).TurnTo(end + 9).CurveTo(GatewayRight + Arrow, y + 7);
        WriteLine(PathOutcome.Loop, touch, path);
        WriteArrow(PathOutcome.Loop, touch, GatewayRight, y + 7, isBack: true);
        WritePill(PathOutcome.Loop, touch, "loop", turn - 6, end);
    }

    /// <summary>A bar before what nothing reaches.</summary>
    private void WriteStubs()
    {
        const int x = DrawingLayout.RightX;
        for (var node = 0; node < model.Right.Length; node++)
        {
            if (model.Right[node].Outcome is null or PathOutcome.Blocked)
            {
                var y = layout.Right[node];
                var touch = Touch.Of(model.Edges.Where(edge => edge.Right == node).Select(edge => edge.Left), [node]);
                WriteLine(PathOutcome.Blocked, touch, new SvgPath(x - 32, y).LineTo(x, y));
                WriteLine(PathOutcome.Blocked, touch, new SvgPath(x - 34, y - 8).LineTo(x - 34, y + 8));
            }
        }
    }

    /// <summary>Past the gateway, through the wall.</summary>
    private void WriteLane(int lane)
    {
        var ((outcome, edges), y) = (layout.Lanes[lane], layout.LaneY(lane));
        var words = outcome == PathOutcome.Direct ? "direct" : "unknown";
        if (layout.IsBundled)
        {
            WriteBundle(outcome, edges, y);
            words = $"{PlainText.Count(edges.Sum(edge => edge.Ways), "way")} {words}";
        }
        else
        {
            var edge = edges[0];
            var path = new SvgPath(LeftEnd, layout.Left[edge.Left])
                .CurveTo(LaneStart, y).LineTo(LaneEnd, y).CurveTo(DrawingLayout.RightX - Arrow, EndOfLane(edge.Right));
            WriteLine(outcome, Touch.Of(edges), path);
            WriteArrow(outcome, Touch.Of(edges), DrawingLayout.RightX, EndOfLane(edge.Right));
        }

        WritePill(outcome, Touch.Of(edges), words, DrawingLayout.WallX, y);
    }

    private void WriteBundle(PathOutcome outcome, ImmutableArray<DrawnEdge> edges, double y)
    {
        foreach (var client in edges.GroupBy(edge => edge.Left))
        {
            WriteLine(outcome, Touch.Of(client), new SvgPath(LeftEnd, layout.Left[client.Key]).CurveTo(LaneStart, y));
        }

        WriteLine(outcome, Touch.Of(edges), new SvgPath(LaneStart, y).LineTo(LaneEnd, y), isThick: true);
        foreach (var host in edges.GroupBy(edge => edge.Right))
        {
            WriteLine(outcome, Touch.Of(host), new SvgPath(LaneEnd, y).CurveTo(DrawingLayout.RightX - Arrow, EndOfLane(host.Key)));
            WriteArrow(outcome, Touch.Of(host), DrawingLayout.RightX, EndOfLane(host.Key));
        }
    }

    private double EndOfLane(int node) => layout.Right[node] - (_through.Contains(node) ? Apart : 0);

    private void WriteLine(PathOutcome outcome, Touch touch, SvgPath path, bool isThick = false)
    {
        html.Write($"""<path class="line {OutcomeWords.IdOf(outcome)}{(isThick ? " thick" : "")}" """);
        html.WriteLine($"""data-l="{touch.Left}" data-r="{touch.Right}" d="{path.ToString()}"/>""");
    }

    private void WriteArrow(PathOutcome outcome, Touch touch, double x, double y, bool isBack = false)
    {
        var back = isBack ? x + 10 : x - 10;
        var path = new SvgPath(x, y).LineTo(back, y - 6).LineTo(back, y + 6);
        html.Write($"""<path class="arrow {OutcomeWords.IdOf(outcome)}" """);
        html.WriteLine($"""data-l="{touch.Left}" data-r="{touch.Right}" d="{path.ToString()}z"/>""");
    }

    private void WritePill(PathOutcome outcome, Touch touch, string words, double x, double y)
    {
        var width = (words.Length * 7.4) + 22;
        html.Write($"""<g class="pill {OutcomeWords.IdOf(outcome)}" data-l="{touch.Left}" data-r="{touch.Right}">""");
        html.Write($"""<rect x="{x - (width / 2)}" y="{y - 11}" width="{width}" height="22" rx="11"/>""");
        html.WriteLine($"""<text x="{x}" y="{y + 4}">{words}</text></g>""");
    }

    private static bool IsThroughGateway(DrawnEdge edge) => edge.Outcome is PathOutcome.ViaGateway or PathOutcome.Loop;
}
