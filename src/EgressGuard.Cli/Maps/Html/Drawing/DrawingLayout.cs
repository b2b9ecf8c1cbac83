using System.Collections.Immutable;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>
/// Where everything stands, in units of the drawing. The gateway is the door in the mesh's wall. Whatever passes the wall elsewhere has
/// lanes of its own above it, with the namespaces and destinations that it connects, so that no such line is hidden behind another.
/// </summary>
internal sealed class DrawingLayout
{
    /// <summary>The width of the drawing.</summary>
    public const int Width = 1080;

    /// <summary>The left column.</summary>
    public const int LeftX = 20;

    /// <summary>Its width.</summary>
    public const int LeftWidth = 210;

    /// <summary>The end of the mesh.</summary>
    public const int WallX = 520;

    /// <summary>The gateway's width; it stands across the wall.</summary>
    public const int GatewayWidth = 250;

    /// <summary>The right column.</summary>
    public const int RightX = 780;

    /// <summary>Its width.</summary>
    public const int RightWidth = 280;

    private const int Top = 62;
    private const int LaneHeight = 32;
    private const int Gap = 20;

    /// <summary>More lanes than this are one thick lane per outcome.</summary>
    private const int MaxLanes = 14;

    /// <summary>The gateway comes into view with the first screen of a long drawing.</summary>
    private const int MaxAnchor = 300;

    /// <summary>Computes it.</summary>
    /// <param name="model">What is drawn.</param>
    /// <param name="gateways">How many names the gateway's box shows.</param>
    public DrawingLayout(DrawingModel model, int gateways)
    {
        var past = model.Edges.Where(edge => IsPast(edge.Outcome)).ToList();
        IsBundled = past.Count > MaxLanes;
        Lanes = IsBundled
            ? [.. past.GroupBy(edge => edge.Outcome).OrderByDescending(all => all.Key).Select(all => (all.Key, all.ToImmutableArray()))]
            : [.. past.OrderByDescending(edge => edge.Outcome).Select(edge => (edge.Outcome, ImmutableArray.Create(edge)))];

        var lanes = Lanes.Length * LaneHeight;
        var (pastLeft, pastRight) = (past.Select(edge => edge.Left).ToHashSet(), past.Select(edge => edge.Right).ToHashSet());
        (LeftPitch, RightPitch) = (PitchOf(model.Left.Length), PitchOf(model.Right.Length));
        var head = Math.Max(lanes, Math.Max(pastLeft.Count * LeftPitch, pastRight.Count * RightPitch));
        FirstLane = Top + ((head - lanes) / 2.0) + (LaneHeight / 2.0);

        var restTop = Top + head + (head > 0 ? Gap : 0);
        var restLeft = (model.Left.Length - pastLeft.Count) * LeftPitch;
        var restRight = (model.Right.Length - pastRight.Count) * RightPitch;
        GatewayHeight = Math.Max(64 + (gateways * 18), Math.Min(240, 10 * Math.Max(restLeft / LeftPitch, restRight / RightPitch)));
        var anchor = Math.Min(Math.Max(GatewayHeight, Math.Max(restLeft, restRight)) / 2.0, MaxAnchor);
        GatewayY = restTop + Math.Max(0, anchor - (GatewayHeight / 2.0));
        Left = Column(model.Left.Length, pastLeft, LeftPitch, head, restTop, anchor);
        Right = Column(model.Right.Length, pastRight, RightPitch, head, restTop, anchor);
        Height = Math.Max(
            GatewayY + GatewayHeight,
            Math.Max(restTop + Math.Max(restLeft, restRight), Left.Concat(Right).DefaultIfEmpty(0).Max() + (RightPitch / 2.0))) + Gap;
    }

    /// <summary>The height of the drawing.</summary>
    public double Height { get; }

    /// <summary>What passes the wall outside the gateway: one connection a lane, or all of an outcome.</summary>
    public ImmutableArray<(PathOutcome Outcome, ImmutableArray<DrawnEdge> Edges)> Lanes { get; }

    /// <summary>Whether a lane carries all connections of its outcome.</summary>
    public bool IsBundled { get; }

    /// <summary>The middles of the namespaces.</summary>
    public ImmutableArray<double> Left { get; }

    /// <summary>The distance from one namespace to the next.</summary>
    public int LeftPitch { get; }

    /// <summary>The middles of the destinations.</summary>
    public ImmutableArray<double> Right { get; }

    /// <summary>The distance from one destination to the next.</summary>
    public int RightPitch { get; }

    /// <summary>The top of the gateway.</summary>
    public double GatewayY { get; }

    /// <summary>The height of the gateway.</summary>
    public double GatewayHeight { get; }

    private double FirstLane { get; }

    /// <summary>The middle of a lane.</summary>
    public double LaneY(int lane) => FirstLane + (lane * LaneHeight);

    /// <summary>The place of the nth of so many lines on a side of the gateway.</summary>
    public double GatewayPort(int n, int count) => GatewayY + (GatewayHeight * (n + 1) / (count + 1));

    private static bool IsPast(PathOutcome outcome) => outcome is PathOutcome.Direct or PathOutcome.Unknown;

    private static int PitchOf(int nodes) => nodes <= 24 ? 38 : 30;

    private static ImmutableArray<double> Column(int count, HashSet<int> past, int pitch, int head, int restTop, double anchor)
    {
        var nextPast = Top + ((head - (past.Count * pitch)) / 2.0);
        var next = restTop + Math.Max(0, anchor - ((count - past.Count) * pitch / 2.0));
        var middles = ImmutableArray.CreateBuilder<double>(count);
        for (var node = 0; node < count; node++)
        {
            ref var top = ref past.Contains(node) ? ref nextPast : ref next;
            middles.Add(top + (pitch / 2.0));
            top += pitch;
        }

        return middles.MoveToImmutable();
    }
}
