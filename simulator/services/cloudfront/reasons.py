"""Why CloudFront decided as it did."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class CloudFrontReason(Reason):
    """Reasons of this folder's rules. A member's name is its value."""

    NotToBeCached = "NotToBeCached"
    FromSharedMaxAge = "FromSharedMaxAge"
    FromMaxAge = "FromMaxAge"
    FromExpires = "FromExpires"
    FromDefault = "FromDefault"
    PatternMatches = "PatternMatches"
    PatternDiffers = "PatternDiffers"
    FirstMatchingPattern = "FirstMatchingPattern"
    DefaultBehavior = "DefaultBehavior"


REASONS: dict[CloudFrontReason, Text] = {
    CloudFrontReason.NotToBeCached: Text(
        "The origin answered Cache-Control: {directive}, so the minimum TTL of {ttl} s applies.",
        "오리진이 Cache-Control: {directive} 헤더로 응답해서 최소 TTL인 {ttl}초를 적용해요.",
    ),
    CloudFrontReason.FromSharedMaxAge: Text(
        "s-maxage={asked} comes before max-age and Expires; kept between {least} and {most} s it gives {ttl} s.",
        "s-maxage({asked}초)를 max-age와 Expires보다 먼저 써요. {least}~{most}초 범위로 맞추면 {ttl}초예요.",
    ),
    CloudFrontReason.FromMaxAge: Text(
        "max-age={asked} comes before Expires; kept between {least} and {most} s it gives {ttl} s.",
        "max-age({asked}초)를 Expires보다 먼저 써요. {least}~{most}초 범위로 맞추면 {ttl}초예요.",
    ),
    CloudFrontReason.FromExpires: Text(
        "Expires is {asked} s away; kept between {least} and {most} s it gives {ttl} s.",
        "Expires까지 {asked}초 남았어요. {least}~{most}초 범위로 맞추면 {ttl}초예요.",
    ),
    CloudFrontReason.FromDefault: Text(
        "The origin said nothing about caching, so the larger of minimum {least} s and default {default} s applies: "
        "{ttl} s.",
        "오리진이 캐시 시간을 지정하지 않아서 최소 TTL {least}초와 기본 TTL {default}초 중 큰 값인 {ttl}초를 적용해요.",
    ),
    CloudFrontReason.PatternMatches: Text(
        "The path {path} fits the pattern {pattern}.", "{path} 경로가 {pattern} 패턴에 맞아요."
    ),
    CloudFrontReason.PatternDiffers: Text(
        "The path {path} does not fit the pattern {pattern}.",
        "{path} 경로가 {pattern} 패턴에 맞지 않아요.",
    ),
    CloudFrontReason.FirstMatchingPattern: Text(
        "{pattern} is the first pattern in the listed order that the path {path} fits.",
        "목록 순서에서 {path} 경로와 처음으로 일치하는 패턴: {pattern}",
    ),
    CloudFrontReason.DefaultBehavior: Text(
        "The path {path} fits none of the listed patterns, so the default cache behavior (*) applies.",
        "{path} 경로에 맞는 패턴이 없어서 기본 캐시 동작(*)을 적용해요.",
    ),
}

#: Why a pattern in the table was passed over.
DIFFERS = Text("The path does not fit.", "경로가 맞지 않아요.")
LATER = Text("An earlier pattern already fits.", "앞의 패턴이 이미 맞아요.")
